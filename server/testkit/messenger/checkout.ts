// A small copy of the repository in a temporary folder, with a messenger of three files: for what is built, started and published there.
// It shares the packages that are installed, and nothing else; its processes end with it.
import { spawn, spawnSync, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { within } from "../client.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const copied = [
  "scripts",
  "server/src",
  "server/package.json",
  "server/tsconfig.json",
  "server/tsconfig.build.json",
  "tsconfig.base.json",
];
const written: Readonly<Record<string, string>> = {
  "package.json": '{ "type": "module" }',
  "package-lock.json": "{}",
  "clients/js/package.json": "{}",
  "clients/js/src/client.js": 'export const words = "of the client";',
  "web/package.json": '{ "type": "module" }',
  "web/index.html":
    '<html><head><meta name="natter-api-key" content="" /></head>' +
    '<body><script type="module" src="/src/main.js"></script></body></html>',
  "web/src/main.js":
    'import { words } from "../../clients/js/src/client.js"; document.title = `first ${words}`;',
  "web/public/sw.js": "self.skipWaiting();",
};
const environment = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
const startMs = 60_000;

type Child = ChildProcessByStdio<null, Readable, Readable>;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Serving {
  /** where the messenger is, if it is */
  readonly messenger: readonly string[];
  /** where the listener is */
  readonly url: string;
  /** messages of the log before it was ready */
  readonly said: readonly string[];
  /** standard error so far */
  readonly err: string;
}

export class Checkout implements AsyncDisposable {
  readonly root: string = mkdtempSync(join(tmpdir(), "natter-checkout-"));
  readonly #children = new Set<Child>();

  constructor() {
    for (const path of copied) {
      const filter = (from: string): boolean => !from.endsWith(".test.ts");
      cpSync(join(repository, path), join(this.root, path), { recursive: true, filter });
    }
    for (const [path, text] of Object.entries(written)) this.write(path, text);
    symlinkSync(join(repository, "node_modules"), join(this.root, "node_modules"));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** All names in a folder, hidden ones too. */
  names(path: string): readonly string[] {
    return readdirSync(join(this.root, path)).toSorted();
  }

  /** Runs a script of the copy to its end. */
  async run(script: string, args: readonly string[] = []): Promise<Ended> {
    const child = this.#spawn([script, ...args], {});
    const said = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, ...said };
  }

  /** Runs a command that must work, in a folder of the copy; its output. */
  command(name: string, args: readonly string[], folder = "."): string {
    const options = { cwd: join(this.root, folder), env: environment, encoding: "utf8" } as const;
    const { status, stdout, stderr, error } = spawnSync(name, args, options);
    if (status !== 0) throw new Error(`${name} ${args.join(" ")}: ${error?.message ?? stderr}`);
    return stdout;
  }

  /** Starts a server by a script of the copy; resolves when it is ready. */
  async serve(
    script: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Serving> {
    const data = mkdtempSync(join(this.root, "data-"));
    const child = this.#spawn([script, "serve", "--listen", "127.0.0.1:0", "--data", data, ...args], env);
    const ended = once(child, "close");
    const said: string[] = [];
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    const ready = new Promise<Serving>((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const event = JSON.parse(line) as {
          event?: string;
          msg: string;
          messenger: string[];
          listen: string[];
        };
        if (event.event !== "ready") return void said.push(event.msg);
        const ready = { messenger: event.messenger, url: `http://${event.listen[0]}/`, said: [...said] };
        // what was written to the other pipe before is read in the same turn
        setImmediate(() => resolve({ ...ready, err }));
      });
      void ended.then(() => reject(new Error(`the server ended: ${said.join("; ")} ${err}`)));
    });
    return within(ready, "the server starts", startMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = [...this.#children].map((child) => once(child, "close"));
    for (const child of this.#children) child.kill("SIGKILL");
    await Promise.all(gone);
    rmSync(this.root, { recursive: true, force: true });
  }

  #spawn(args: readonly string[], env: Readonly<Record<string, string>>): Child {
    const child = spawn(process.execPath, args, {
      cwd: this.root,
      env: { ...environment, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.add(child);
    child.once("close", () => this.#children.delete(child));
    return child;
  }
}
