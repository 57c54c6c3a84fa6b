// Times and durations (spec: 0.4 §1.6, §2.2): RFC 3339 text and Go durations, to and from milliseconds.

const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d):([0-5]\d|60)(?:\.(\d{1,9}))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const dayMs = 86_400_000;

/**
 * RFC 3339 with any offset and 0 to 9 fractional digits, cut to ms since the epoch. 23:59:60 UTC is the second that follows it.
 * undefined for anything else.
 */
export function parseTime(text = ""): number | undefined {
  const [, minute = "", second, fraction = "", zone] = rfc3339.exec(text.toUpperCase()) ?? [];
  // an engine may take the 30th of February for a day of March; what it takes for no time has no JSON
  const same = new Date(`${minute}Z`).toJSON() as string | null;
  if (same?.slice(0, 16) !== minute) return undefined;
  const time = Date.parse(minute + zone) + Number(second) * 1000;
  if (second === "60" && time % dayMs !== 0) return undefined;
  const exact = time + Number(fraction.slice(0, 3).padEnd(3, "0"));
  return /^\d{4}-/.test(formatTime(exact)) ? exact : undefined;
}

/** `2015-11-25T10:00:00.030Z`. @throws RangeError for what is no time */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString();
}

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  // the micro sign and the Greek letter are the same to Go
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
/** what 64 bits hold in nanoseconds */
const longestMs = 2 ** 63 / 1e6;

/** A Go duration ("1h30m", "-1.5s", "0") in ms, with a fraction where it has one; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^[+-]?(0|((\d+\.?\d*|\.\d+)([nuµμm]?s|[mh]))+)$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit = ""] of text.matchAll(/([\d.]+)([^\d.]+)/g)) {
    total += Number(amount) * (unitMs[unit] ?? 0);
  }
  if (total > longestMs) return undefined;
  return text.startsWith("-") ? 0 - total : total;
}
