// The real server as a process: any free port, a folder of its own, and it can be killed and started again on both.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../server/src/cli/main.ts", import.meta.url));
export const apiKey = "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K";

export class RealServer {
  readonly #folder = mkdtempSync(join(tmpdir(), "natter-client-"));
  #child: ChildProcess | undefined;
  #port = 0;

  /** @param more flags of the first start */
  static async start(...more: readonly string[]): Promise<RealServer> {
    const server = new RealServer();
    await server.start(...more);
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Resolves when it listens, on the port that it had. @throws Error with its last words when it ends instead */
  async start(...more: readonly string[]): Promise<void> {
    const flags = ["serve", ...more, "--json", "--listen", `127.0.0.1:${this.#port}`, "--data", this.#folder];
    const child = spawn(process.execPath, [program, ...flags], {
      env: { PATH: process.env["PATH"] ?? "", NATTER_LIMITS: "off" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    for await (const line of createInterface(child.stdout)) {
      said += `${line}\n`;
      const { event, listen } = JSON.parse(line) as { event?: string; listen?: string[] };
      if (event !== "ready") continue;
      this.#port = Number(/:(\d+)$/.exec(listen?.[0] ?? "")?.[1]);
      child.stdout.resume();
      return;
    }
    throw new Error(`the server ended:\n${said}`);
  }

  /** As a power switch for the process. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
