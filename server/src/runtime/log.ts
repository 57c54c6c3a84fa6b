// The log: one line of JSON per event on standard output, a readable form on a terminal. No secrets, no content.
// Whatever is logged passes `scrub` first: values under a secret's name, and keys inside URLs, never reach the line.
// One event is one line (S-73): JSON escapes what is no character of a line, the readable form replaces it.
import pino from "pino";
import { prettyFactory } from "pino-pretty";

/** What the runtime says. `about` holds facts by name (an error as `err`), `message` is one fixed sentence without data in it. */
export interface Log {
  debug(about: object, message: string): void;
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: "json" | "pretty";
  /** takes whole lines, each with its line end; default: standard output */
  readonly write?: (line: string) => void;
  readonly colors?: boolean;
}

const redacted = "[redacted]";
const secretName =
  /^(?:secret|password|passwd|token|api-?key|x-tinode-apikey|sid|authorization|cookie|set-cookie|credentials?|salt|hash)$/i;
const secretInUrl = /([?&](?:apikey|sid|secret|token)=)[^&\s"']+/gi;
const deepest = 8;

export function createLog(options: LogOptions): Log {
  const write = options.write ?? ((line: string): unknown => process.stdout.write(line));
  const print = options.format === "pretty" ? readable(write, options.colors ?? false) : write;
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // errors were described before; pino would take the description for an error of type Object
      serializers: { err: (value: unknown) => value },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: print },
  );
  const at =
    (level: LogLevel) =>
    (about: object, message: string): void => {
      if (logger.isLevelEnabled(level)) logger[level](scrub(about, deepest), scrubText(message));
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** A log that nobody reads, for tools and tests. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function scrub(value: unknown, depth: number): unknown {
  if (typeof value === "string") return scrubText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "[deep]";
  if (value instanceof Error) return scrub(described(value), depth - 1);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((entry) => scrub(entry, depth - 1));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, held]) => [
      String(name),
      secretName.test(String(name)) ? redacted : scrub(held, depth - 1),
    ]),
  );
}

function described(error: Error): object {
  const code: unknown = Reflect.get(error, "code");
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(code === undefined ? {} : { code }),
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  };
}

function scrubText(text: string): string {
  return text.replace(secretInUrl, `$1${redacted}`);
}

function readable(write: (line: string) => void, colorize: boolean): (line: string) => void {
  const pretty = prettyFactory({
    colorize,
    translateTime: "SYS:HH:MM:ss.l",
    singleLine: true,
    errorLikeObjectKeys: [],
  });
  return (line) => {
    const event: unknown = JSON.parse(line);
    write(pretty(withoutControls(event)) ?? "");
  };
}

/** Control characters as visible escapes, so that no logged text moves the cursor or starts a line. */
function withoutControls(value: unknown): unknown {
  if (typeof value === "string") {
    // oxlint-disable-next-line no-control-regex
    return value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (found) => {
      return found === "\n" ? " ⏎ " : `\\x${found.charCodeAt(0).toString(16).padStart(2, "0")}`;
    });
  }
  if (Array.isArray(value)) return value.map(withoutControls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [String(withoutControls(name)), withoutControls(held)]),
  );
}
