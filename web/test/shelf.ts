// A web server for a built messenger: another build can be put in the place of the first, and it can be switched off.
import { once } from "node:events";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** As it was built. */
export const dist = fileURLToPath(new URL("../dist", import.meta.url));

export class Shelf {
  folder = dist;
  /** paths that are not found */
  missing: readonly string[] = [];
  #port = 0;
  readonly #copies: string[] = [];
  readonly #server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://local");
    const path = pathname === "/" ? "/index.html" : pathname;
    const read = this.missing.includes(path)
      ? Promise.reject(new Error())
      : readFile(join(this.folder, path));
    read.then(
      (body) => response.setHeader("content-type", types[extname(path)] ?? "text/plain").end(body),
      () => response.writeHead(404).end(),
    );
  });

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async on(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async off(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  /** A folder with the same messenger whose files have other names, as those of another version. */
  nextVersion(): string {
    const folder = mkdtempSync(join(tmpdir(), "natter-shelf-"));
    this.#copies.push(folder);
    const hashed = /(-)[\w-]{8}(\.(?:js|css))/g;
    for (const file of globSync("**/*.*", { cwd: dist })) {
      const to = join(folder, file.replace(hashed, "$1nextnext$2"));
      if (/\.(?:js|css|html)$/.test(file)) {
        const text = readFileSync(join(dist, file), "utf8").replace(hashed, "$1nextnext$2");
        cpSync(join(dist, file), to);
        writeFileSync(to, text.replace('"shell-', '"shell-next-'));
      } else cpSync(join(dist, file), to);
    }
    return folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.off();
    for (const folder of this.#copies) rmSync(folder, { recursive: true, force: true });
  }
}
