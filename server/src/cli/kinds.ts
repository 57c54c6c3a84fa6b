// The kinds of values that options have: how a text becomes a value, how a value is shown, and what to say when a text is none.
// Texts are the same in flags, environment and file.
import { isIP } from "node:net";
import { formatMode04, parseMode04, type Mode } from "../core/access/mode.ts";
import { parseDuration } from "../core/time.ts";
import { formatListen, parseListen, type Listen } from "../runtime/http/listen.ts";
import type { Rate } from "../runtime/settings.ts";

export interface Kind<T> {
  /** undefined = the text is no such value */
  parse(text: string): T | undefined;
  /** a text that parses to the same value */
  show(value: T): string;
  /** completes "must be …" */
  readonly expects: string;
  /** placeholder in the help: `--listen <host:port>` */
  readonly placeholder: string;
  /** the value is a list: flags repeat, the environment separates by commas, the file has a sequence */
  readonly isList?: true;
}

export const text: Kind<string> = {
  parse: (given) => (given === "" ? undefined : given),
  show: (value) => value,
  expects: "a text that is not empty",
  placeholder: "text",
};

export const path: Kind<string> = { ...text, expects: "a path", placeholder: "path" };

/** A path, or none. */
export const optionalPath: Kind<string | undefined> = {
  parse: (given) => (given === "" ? undefined : given),
  show: (value) => value ?? "",
  expects: "a path",
  placeholder: "path",
};

export function choice<T extends string>(values: readonly T[]): Kind<T> {
  return {
    parse: (given) => values.find((value) => value === given),
    show: (value) => value,
    expects: `one of ${values.join(", ")}`,
    placeholder: values.join("|"),
  };
}

const switches: Readonly<Record<string, boolean>> = { on: true, true: true, off: false, false: false };

export const onOff: Kind<boolean> = {
  parse: (given) => (Object.hasOwn(switches, given) ? switches[given] : undefined),
  show: (value) => (value ? "on" : "off"),
  expects: "on or off",
  placeholder: "on|off",
};

export function count(least: number, most: number): Kind<number> {
  return {
    parse: (given) => within(/^\d{1,15}$/.test(given) ? Number(given) : undefined, least, most),
    show: String,
    expects: `a whole number from ${least} to ${most}`,
    placeholder: "n",
  };
}

const byteUnits: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
};

/** A number of bytes: 32768 or 32KiB. */
export function bytes(least: number, most: number): Kind<number> {
  return {
    parse: (given) => {
      const [, amount, unit = ""] = /^(\d{1,12})(B|KiB|MiB|GiB)?$/.exec(given) ?? [];
      return within(amount === undefined ? undefined : Number(amount) * (byteUnits[unit] ?? 1), least, most);
    },
    show: showBytes,
    expects: `a size from ${showBytes(least)} to ${showBytes(most)}, as 32768, 32KiB or 1MiB`,
    placeholder: "size",
  };
}

function showBytes(value: number): string {
  for (const unit of ["GiB", "MiB", "KiB"]) {
    const factor = byteUnits[unit] ?? 1;
    if (value >= factor && value % factor === 0) return `${value / factor}${unit}`;
  }
  return String(value);
}

/** A time span in ms, written as a Go duration: 49.5s, 2m, 1h30m. */
export function duration(leastMs: number, mostMs: number): Kind<number> {
  return {
    parse: (given) => {
      const ms = parseDuration(given);
      return within(ms === undefined ? undefined : Math.round(ms), leastMs, mostMs);
    },
    show: showDuration,
    expects: `a duration from ${showDuration(leastMs)} to ${showDuration(mostMs)}, as 500ms, 49.5s, 2m or 1h30m`,
    placeholder: "duration",
  };
}

export function showDuration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms >= 1_000 ? `${ms / 1_000}s` : `${ms}ms`;
}

const perUnitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, h: 3_600 };

/** A token bucket: `60+5/s` is 60 at once, then 5 a second; `5+1/6s` is 5 at once, then one every 6 seconds. */
export const rate: Kind<Rate> = {
  parse: (given) => {
    const [, burst, amount, span, unit] =
      /^(\d{1,9})\+(\d{1,9}(?:\.\d{1,6})?)\/(\d{0,6})(ms|s|min|h)$/.exec(given) ?? [];
    if (burst === undefined || amount === undefined || unit === undefined) return undefined;
    const seconds = Number(span === "" || span === undefined ? 1 : span) * (perUnitSeconds[unit] ?? 1);
    const value = { burst: Number(burst), perSecond: Number(amount) / seconds };
    return value.burst > 0 && value.perSecond > 0 && Number.isFinite(value.perSecond) ? value : undefined;
  },
  show: showRate,
  expects: "a rate BURST+N/TIME, as 60+5/s, 5+1/6s or 20+20/min",
  placeholder: "rate",
};

function showRate({ burst, perSecond }: Rate): string {
  const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-9 && value >= 1;
  if (isWhole(perSecond)) return `${burst}+${Math.round(perSecond)}/s`;
  if (isWhole(1 / perSecond)) return `${burst}+1/${Math.round(1 / perSecond)}s`;
  if (isWhole(perSecond * 60)) return `${burst}+${Math.round(perSecond * 60)}/min`;
  if (isWhole(perSecond * 3_600)) return `${burst}+${Math.round(perSecond * 3_600)}/h`;
  return `${burst}+${perSecond.toFixed(6)}/s`;
}

export const hostPort: Kind<Listen> = {
  parse: (given) => {
    try {
      return parseListen(given);
    } catch {
      return undefined;
    }
  },
  show: formatListen,
  expects: "HOST:PORT, as localhost:6060, [::1]:6060 or, for every address of this machine, :6060",
  placeholder: "host:port",
};

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The admin listener is never reachable from another machine. */
export const loopbackPort: Kind<Listen> = {
  ...hostPort,
  parse: (given) => {
    const value = hostPort.parse(given);
    return value !== undefined && isLoopback(value.host) ? value : undefined;
  },
  expects: "a loopback address and port, as 127.0.0.1:0 or [::1]:6061 (0 takes any free port)",
};

export function hex(byteCount: number): Kind<string> {
  return {
    parse: (given) =>
      given.length === byteCount * 2 && /^[0-9a-fA-F]+$/.test(given) ? given.toLowerCase() : undefined,
    show: (value) => value,
    expects: `${byteCount} bytes as ${byteCount * 2} hexadecimal digits`,
    placeholder: "hex",
  };
}

/** Letters of an access mode without O. */
export const mode: Kind<Mode> = {
  parse: (given) => (given === "" || given.includes("O") ? undefined : parseMode04(given)),
  show: formatMode04,
  expects: "letters of an access mode without O, as RWP or N",
  placeholder: "letters",
};

/** An origin as browsers send it: scheme, host and port, nothing behind. */
export const origin: Kind<string> = {
  parse: (given) =>
    URL.canParse(given) && new URL(given).origin === given.toLowerCase() ? given.toLowerCase() : undefined,
  show: (value) => value,
  expects: "an origin as https://chat.example.org",
  placeholder: "origin",
};

/** An address or a network of them. */
export const network: Kind<string> = {
  parse: (given) => {
    const [address = "", prefix, ...more] = given.split("/");
    const family = isIP(address);
    if (family === 0 || more.length > 0) return undefined;
    const isWhole =
      prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
    return isWhole ? given : undefined;
  },
  show: (value) => value,
  expects: "an address or a network, as 10.0.0.1 or 10.0.0.0/8",
  placeholder: "network",
};

export function listOf<T>(kind: Kind<T>, least = 0): Kind<readonly T[]> {
  return {
    parse: (given) => {
      const values = given
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== "")
        .map((part) => kind.parse(part));
      return values.length >= least && values.every((value) => value !== undefined) ? values : undefined;
    },
    show: (values) => values.map((value) => kind.show(value)).join(","),
    expects: kind.expects,
    placeholder: kind.placeholder,
    isList: true,
  };
}

function within(value: number | undefined, least: number, most: number): number | undefined {
  return value !== undefined && value >= least && value <= most ? value : undefined;
}
