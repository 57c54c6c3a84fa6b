// The real server as a process of its own, to be killed: the published program, any free port, a data folder that outlives it.
// Whatever is started here ends with the test: by `stop`, `kill`, or at the latest with this process.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { within, type Dial } from "./client.ts";
import { connectLongPoll, connectWebSocket } from "./raw-clients.ts";

const entry = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const apiKey = "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K";

export interface StartOptions {
  readonly data: string;
  /** of the command `serve` */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** a module that is loaded before the program, in all its threads */
  readonly preload?: URL;
  /** files and sockets that it may have open; not on Windows */
  readonly descriptors?: number;
}

/** A folder of its own for a test; removed at its end. */
export class TempFolder {
  readonly path: string = mkdtempSync(join(tmpdir(), "natter-reliability-"));

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Where its operator asks, and by what right. */
export interface OperatorAccess {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export class ServerProcess {
  readonly pid: number;
  /** lines of the log, the newest last; bounded */
  readonly log: string[] = [];
  readonly #child: ChildProcess;
  readonly data: string;
  readonly #exit: Promise<Exit>;
  readonly #awaited = new Set<(line: string) => void>();
  #port = 0;

  private constructor(child: ChildProcess, data: string) {
    this.#child = child;
    this.data = data;
    this.pid = child.pid ?? 0;
    this.#exit = once(child, "exit").then(([code, signal]) => ({ code, signal }) as Exit);
  }

  /** Resolves when the server says where it listens. @throws Error with its last words when it ends instead */
  static async start(options: StartOptions): Promise<ServerProcess> {
    const { data, flags = [], env = {}, preload, descriptors } = options;
    const preloaded = preload === undefined ? [] : ["--import", preload.href];
    const args = [
      ...preloaded,
      entry,
      "serve",
      "--listen",
      "127.0.0.1:0",
      "--data",
      data,
      "--json",
      // on a busy machine a client of a test may be slow, and is no attack
      "--http-headers-within",
      "30s",
      ...flags,
    ];
    const limited = ["-c", `ulimit -n ${descriptors}; exec "$0" "$@"`, process.execPath, ...args];
    const [program, given] = descriptors === undefined ? [process.execPath, args] : ["sh", limited];
    const child = spawn(program, given, {
      env: { PATH: process.env["PATH"] ?? "", NATTER_LIMITS: "off", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const server = new ServerProcess(child, data);
    const orphan = (): unknown => child.kill("SIGKILL");
    process.once("exit", orphan);
    void server.#exit.then(() => process.off("exit", orphan));
    try {
      await within(server.#ready(), "the server starts");
    } catch (error) {
      await server.kill();
      throw error;
    }
    return server;
  }

  get webSocketAt(): string {
    return `ws://127.0.0.1:${this.#port}/v0/channels?apikey=${apiKey}`;
  }

  get longPollAt(): string {
    return `http://127.0.0.1:${this.#port}/v0/channels/lp?apikey=${apiKey}`;
  }

  get port(): number {
    return this.#port;
  }

  readonly webSocket: Dial = (listener) => connectWebSocket(this.webSocketAt, listener);
  readonly longPoll: Dial = (listener) => connectLongPoll(this.longPollAt, listener);

  /** What the server counts in memory, as its operator sees it. */
  async stats(): Promise<Readonly<Record<string, unknown>>> {
    return JSON.parse(await this.#operate("stats")) as Record<string, unknown>;
  }

  /** Sessions over either transport. */
  async sessions(): Promise<number> {
    const { sessions } = (await this.stats()) as { sessions: Readonly<Record<string, number>> };
    return Object.values(sessions).reduce((sum, count) => sum + count, 0);
  }

  /** What it tells Prometheus. */
  metrics(): Promise<string> {
    return this.#operate("metrics");
  }

  /** What the commands of its operator ask of it. */
  async order(
    name: string,
    asked: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.#operate(name, { method: "POST", body: JSON.stringify(asked) });
    return JSON.parse(answer) as Record<string, unknown>;
  }

  get operatorAccess(): OperatorAccess {
    const { url } = JSON.parse(readFileSync(join(this.data, "admin.json"), "utf8")) as { url: string };
    const secret = readFileSync(join(this.data, "admin.secret"), "utf8").trim();
    return { url, headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" } };
  }

  async #operate(path: string, request: RequestInit = {}): Promise<string> {
    const { url, headers } = this.operatorAccess;
    return (await fetch(`${url}/${path}`, { ...request, headers })).text();
  }

  /** Resolves to the next line of its output that holds the text. */
  line(text: string): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const look = (line: string): void => {
      if (line.includes(text)) resolve(line);
    };
    this.#awaited.add(look);
    return within(promise, `the server says ${text}`).finally(() => this.#awaited.delete(look));
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Resolves when the process is gone, however that came. */
  ended(): Promise<Exit> {
    return within(this.#exit, `process ${this.pid} ends`);
  }

  /** As a power switch for the process: nothing of it gets a chance. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.ended();
  }

  /** As an operator would. */
  stop(): Promise<Exit> {
    this.signal("SIGTERM");
    return this.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #ready(): Promise<void> {
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error("the process has no output");
    return new Promise((resolve, reject) => {
      createInterface(stderr).on("line", (line) => this.#keep(line));
      createInterface(stdout).on("line", (line) => {
        this.#keep(line);
        if (!line.includes('"event":"ready"')) return;
        const { listen } = JSON.parse(line) as { listen: readonly string[] };
        this.#port = Number(/:(\d+)$/.exec(listen[0] ?? "")?.[1]);
        resolve();
      });
      this.#child.once("error", reject);
      this.#child.once("close", (code) =>
        reject(new Error(`the server ended with ${code}:\n${this.log.join("\n")}`)),
      );
    });
  }

  #keep(line: string): void {
    this.log.push(line);
    if (this.log.length > 200) this.log.shift();
    for (const look of this.#awaited) look(line);
  }
}
