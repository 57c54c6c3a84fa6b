// What is measured, as a process of its own on a core of its own: the server of a checkout as its operator would start it, or the ceiling.
// What it costs is read from /proc, all its threads together. Whatever is started here ends at the latest with this process.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { within } from "./patience.ts";

const ceilingProgram = fileURLToPath(new URL("../ceiling.ts", import.meta.url));
const tickMs = 10;
const pageKiB = 4;
const tmpfs = 0x01021994;

/**
 * The cores of what is measured and of the load; undefined where processes cannot be bound. Counted over the machine: the load, which
 * is bound already, starts what is measured.
 */
export const cores: { readonly target: number; readonly load: number } | undefined =
  process.platform === "linux" && existsSync("/usr/bin/taskset") && cpus().length > 1
    ? { target: 0, load: 1 }
    : undefined;

/** A command bound to a core. */
export function boundTo(core: number | undefined, command: readonly string[]): readonly string[] {
  return core === undefined ? command : ["taskset", "-c", String(core), ...command];
}

/** A folder for data, removed at the end. @throws Error when `parent` is in memory, where nothing is ever flushed */
export function temporaryFolder(parent: string): { readonly path: string } & Disposable {
  if (statfsSync(parent).type === tmpfs) {
    throw new Error(`${parent} is in memory, not on a disk. Try --folder with a folder on a disk`);
  }
  const path = mkdtempSync(join(parent, "natter-bench-"));
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  return {
    path,
    [Symbol.dispose]() {
      process.off("exit", remove);
      remove();
    },
  };
}

export class Target {
  readonly pid: number;
  readonly port: number;
  readonly data: string;
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;

  private constructor(child: ChildProcess, port: number, data: string, gone: Promise<unknown>) {
    this.#child = child;
    this.#gone = gone;
    this.pid = child.pid ?? 0;
    this.port = port;
    this.data = data;
  }

  static server(checkout: string, data: string): Promise<Target> {
    const program = join(checkout, "server/src/cli/main.ts");
    const flags = ["--listen", "127.0.0.1:0", "--data", data, "--json", "--log-level", "error"];
    return Target.#start([...profiling(), program, "serve", ...flags], data);
  }

  static ceiling(): Promise<Target> {
    return Target.#start([ceilingProgram], "");
  }

  static async #start(args: readonly string[], data: string): Promise<Target> {
    const [command = "", ...rest] = boundTo(cores?.target, [process.execPath, ...args]);
    const child = spawn(command, rest, {
      env: { PATH: process.env["PATH"] ?? "", NATTER_LIMITS: "off" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const orphan = (): unknown => child.kill("SIGKILL");
    process.once("exit", orphan);
    const gone = once(child, "exit").finally(() => process.off("exit", orphan));
    const early = gone.then(() => Promise.reject(new Error("what is measured ended before it listened")));
    early.catch(() => undefined);
    const port = await within(Promise.race([portOf(child), early]), "a port to connect to");
    return new Target(child, port, data, gone);
  }

  /** of all threads, since the start of the process */
  cpuMs(): number {
    // the name of the program, in parentheses, may hold blanks
    const fields = readFileSync(`/proc/${this.pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return tickMs * (Number(fields[11]) + Number(fields[12]));
  }

  rssMiB(): number {
    return (pageKiB * Number(readFileSync(`/proc/${this.pid}/statm`, "utf8").split(" ")[1])) / 1_024;
  }

  /** The longest stall of the server's event loop since the last call. */
  async stallMs(): Promise<number | undefined> {
    const seconds = await this.metric('natter_event_loop_lag_seconds{statistic="max"}');
    return seconds === undefined ? undefined : 1_000 * seconds;
  }

  /** A number of the server's own metrics; the ceiling has none. @throws Error when there is none of that name */
  async metric(name: string): Promise<number | undefined> {
    if (this.data === "") return undefined;
    const { url } = JSON.parse(readFileSync(join(this.data, "admin.json"), "utf8")) as { url: string };
    const secret = readFileSync(join(this.data, "admin.secret"), "utf8").trim();
    const answer = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${secret}` } });
    const line = (await answer.text()).split("\n").find((one) => one.startsWith(`${name} `));
    if (line === undefined) throw new Error(`the server has no metric ${name}`);
    return Number(line.slice(name.length));
  }

  /** As an operator would; after a minute, by force. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const force = setTimeout(() => this.#child.kill("SIGKILL"), 60_000);
    await this.#gone;
    clearTimeout(force);
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.stop();
  }
}

/** `BENCH_PROFILE=folder`: what is measured leaves a profile of its CPU there. */
function profiling(): readonly string[] {
  const folder = process.env["BENCH_PROFILE"];
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${resolve(folder)}`];
}

/** Both say where they listen in one line of JSON. */
function portOf(child: ChildProcess): Promise<number> {
  const { promise, resolve: found } = Promise.withResolvers<number>();
  if (child.stdout !== null) {
    createInterface(child.stdout).on("line", (line) => {
      const said = /"event":"ready".*?"listen":\["[^"]*:(\d+)"/.exec(line);
      if (said !== null) found(Number(said[1]));
      else console.error(line);
    });
  }
  return promise;
}
