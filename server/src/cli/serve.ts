// `natter serve`: start, say where to connect, run until told to stop. The first signal drains, a second one ends the process at once.
// An exception that nothing caught leaves memory in doubt, never what is stored: it is logged, and the process drains quickly and ends
// with 1, for a supervisor to start it again. A rejection that nobody awaited is logged and counted; the process lives.
import { flushCompileCache } from "node:module";
import { createLog, type Log } from "../runtime/log.ts";
import { formatListen } from "../runtime/http/listen.ts";
import { firstKey } from "./apikey.ts";
import { version } from "./build.ts";
import { exitCodes, strong } from "./command-line.ts";
import { openToOthers } from "./data-folder.ts";
import type { Config } from "./options.ts";
import type { Run } from "./run.ts";
import { start, type Running } from "./start.ts";

export interface ServeFlags {
  readonly demo?: boolean;
  readonly json?: boolean;
}

/** After its time a drain gets so much more before the process ends anyway. */
const graceMs = 5_000;
const quickDrainMs = 1_000;

export async function serve(run: Run, flags: ServeFlags): Promise<number> {
  const { config, terminal } = run;
  const isPretty = terminal.isTerminal && flags.json !== true;
  const log = createLog({
    level: config["log.level"],
    format: config["log.format"] === "auto" ? (isPretty ? "pretty" : "json") : config["log.format"],
    colors: terminal.isTerminal,
    write: terminal.out,
  });
  const running = await start(config, log, flags.demo === true);
  const stopped = untilStopped(running, log, config["drain.within"]);
  terminal.out(isPretty ? banner(run, running, flags) : readyLine(config, running));
  warn(config, running, log);
  // see main.ts; a process that is killed would keep nothing
  setImmediate(flushCompileCache);
  return stopped;
}

// ---- what is said at the start

interface Urls {
  readonly messenger: readonly string[];
  readonly websocket: readonly string[];
  readonly longpoll: readonly string[];
}

function urlsOf({ listens, hasMessenger }: Running): Urls {
  const hosts = listens.map((at) => formatListen(at.host === "*" ? { ...at, host: "localhost" } : at));
  return {
    messenger: hasMessenger ? hosts.map((host) => `http://${host}/`) : [],
    websocket: hosts.map((host) => `ws://${host}/v0/channels`),
    longpoll: hosts.map((host) => `http://${host}/v0/channels/lp`),
  };
}

function banner(run: Run, running: Running, flags: ServeFlags): string {
  const { messenger, websocket, longpoll } = urlsOf(running);
  const lines = [
    ...messenger.map((url) => ["messenger", url]),
    ...websocket.map((url) => ["WebSocket", url]),
    ...longpoll.map((url) => ["long polling", url]),
    ["API key", firstKey(run.config)],
    ["data", running.folder.path],
    ...(flags.demo === true
      ? [["log in as", "alice, bob, carol, dave, eve or frank, password name + 123"]]
      : []),
  ];
  const rows = lines.map(([name = "", value = ""]) => `  ${name.padEnd(12)}  ${strong(run.terminal, value)}`);
  return `\n${strong(run.terminal, `Natter ${version}`)} is running; Ctrl-C stops it\n${rows.join("\n")}\n\n`;
}

/** One line, in the form of the log. The key is an identifier, not a secret; whoever reads this line needs it. */
function readyLine(config: Config, running: Running): string {
  return `${JSON.stringify({
    level: "info",
    time: new Date().toISOString(),
    event: "ready",
    listen: running.listens.map(formatListen),
    ...urlsOf(running),
    apikey: firstKey(config),
    admin: running.adminUrl,
    data: running.folder.path,
    version,
    pid: process.pid,
    msg: "natter is running",
  })}\n`;
}

function warn(config: Config, running: Running, log: Log): void {
  if (!config.limits)
    log.warn(
      { option: "limits" },
      "rate limits and damping of presence are off: for tests and measurements only",
    );
  const open = openToOthers(running.folder);
  if (open.length > 0)
    log.warn({ open }, "other users of this machine may read the data folder; try chmod -R go-rwx");
  if (process.getuid?.() === 0) log.warn({}, "the server runs as root and does not need to");
}

// ---- the end

/** Resolves to the exit code. */
function untilStopped(running: Running, log: Log, withinMs: number): Promise<number> {
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = (why: string, code: number, within: number): void => {
      if (isStopping) return;
      isStopping = true;
      log.info({ why, within }, "stopping");
      const late = setTimeout(() => {
        log.error({ within }, "the stop took too long, the process ends now");
        process.exit(exitCodes.failed);
      }, within + graceMs);
      running.stop(within).then(
        () => {
          clearTimeout(late);
          log.info({}, "stopped");
          resolve(code);
        },
        (error: unknown) => {
          clearTimeout(late);
          log.error({ err: error }, "the stop failed");
          resolve(exitCodes.failed);
        },
      );
    };
    onSignals(log, (signal) => stop(signal, exitCodes.done, withinMs));
    onDefects(running, log, () => stop("exception", exitCodes.failed, Math.min(withinMs, quickDrainMs)));
  });
}

/** A terminal and a supervisor signal the whole process group, and the launcher passes the signal on: the echo is no second order. */
const echoMs = 500;

function onSignals(log: Log, first: (signal: string) => void): void {
  let at: number | undefined;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (at === undefined) {
        at = now;
        return first(signal);
      }
      if (now - at < echoMs) return;
      log.warn({ signal }, "told twice to stop, the process ends now");
      process.exit(exitCodes.failed);
    });
  }
}

function onDefects(running: Running, log: Log, stop: () => void): void {
  process.on("uncaughtException", (error) => {
    running.metrics.counts.uncaught += 1;
    log.error({ err: error }, "an exception was not caught");
    stop();
  });
  process.on("unhandledRejection", (error) => {
    running.metrics.counts.uncaught += 1;
    log.error({ err: error }, "a rejection was not awaited");
  });
  // whoever read our output is gone: no reason to stop serving
  process.stdout.on("error", () => undefined);
}
