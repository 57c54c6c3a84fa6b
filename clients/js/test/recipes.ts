// The files of docs/clients/javascript.md in a folder of their own, beside the package as it is published.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle, everything } from "../bundle.mjs";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const modules = here("../../../node_modules/");
export const manual = readFileSync(here("../../../docs/clients/javascript.md"), "utf8");
const documented = "http://localhost:6060";

/** Every block with a name: `name`, a colon, and the block. */
export const files: ReadonlyMap<string, string> = new Map(
  [...manual.matchAll(/`([\w.-]+)`:\n\n```\w+\n([\s\S]*?)```\n/g)].map(([, name = "", text = ""]) => [
    name,
    text,
  ]),
);

/** How many blocks there are that are programs. */
export const blockCount = [...manual.matchAll(/^```(?!sh$)\w+$/gm)].length;

export class Recipes {
  readonly folder = mkdtempSync(join(tmpdir(), "natter-recipes-"));
  readonly #url: string;

  /** @param url of the server that takes the place of the documented one */
  static async install(url: string): Promise<Recipes> {
    const recipes = new Recipes(url);
    await recipes.#install();
    return recipes;
  }

  constructor(url: string) {
    this.#url = url;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async load<M>(name: string): Promise<M> {
    return (await import(pathToFileURL(this.path(name)).href)) as M;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #install(): Promise<void> {
    const home = this.path("node_modules/natter-client");
    mkdirSync(home, { recursive: true });
    // what is run here is what was built, whatever this process prefers
    const about = readFileSync(here("../package.json"), "utf8").replaceAll(/\s*"source": "[^"]*",/g, "");
    writeFileSync(join(home, "package.json"), about);
    run("typescript/bin/tsc", ["-p", here("../tsconfig.build.json"), "--outDir", join(home, "dist")]);
    const script = await bundle(everything, "iife");
    writeFileSync(join(home, "dist/natter-client.script.js"), script);
    for (const name of ["react", "react-dom"]) {
      symlinkSync(join(modules, name), this.path(`node_modules/${name}`));
    }
    writeFileSync(this.path("package.json"), `{ "type": "module" }`);
    writeFileSync(this.path("natter-client.script.js"), script);
    for (const [name, text] of files) {
      writeFileSync(this.path(name), text.replaceAll(documented, this.#url));
    }
  }
}

/** A program of a package. Fails with what it said. */
export function run(program: string, args: readonly string[], cwd?: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(modules, program), ...args], {
    cwd,
    encoding: "utf8",
  });
  assert.equal(status, 0, `${program} ${args.join(" ")}:\n${stdout}${stderr}`);
}
