// Times and durations (spec: 0.4 §1.6, §2.2): RFC 3339 text and Go durations, to and from milliseconds.

const rfc3339 = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/i;
const dayMs = 86_400_000;

/**
 * RFC 3339 with any offset and 0 to 9 fractional digits, cut to ms since the epoch. 23:59:60 UTC is the second that follows it.
 * undefined for anything else.
 */
export function parseTime(text = ""): number | undefined {
  const [, date = "", hour, minute, second, fraction = "", sign, offsetHour = "0", offsetMinute = "0"] =
    rfc3339.exec(text) ?? [];
  const day = Date.parse(`${date}T00:00:00Z`);
  // an engine may take the 30th of February for a day of March
  if (Number.isNaN(day) || dateOf(day) !== date) return undefined;
  const clock = clockMs(hour, minute);
  const offset = clockMs(offsetHour, offsetMinute);
  if (clock === undefined || offset === undefined || Number(second) > 60) return undefined;
  const time = day + clock + (sign === "-" ? offset : -offset) + Number(second) * 1000;
  if (Number(second) === 60 && time % dayMs !== 0) return undefined;
  const exact = time + Number(fraction.slice(0, 3).padEnd(3, "0"));
  return /^\d{4}-/.test(formatTime(exact)) ? exact : undefined;
}

function dateOf(ms: number): string {
  return formatTime(ms).slice(0, 10);
}

function clockMs(hour: string | undefined, minute: string | undefined): number | undefined {
  const [h, m] = [Number(hour), Number(minute)];
  return h < 24 && m < 60 ? (h * 60 + m) * 60_000 : undefined;
}

/** `2015-11-25T10:00:00.030Z`. @throws RangeError for what is no time */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString();
}

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
/** what 64 bits hold in nanoseconds */
const longestMs = 2 ** 63 / 1e6;

/** A Go duration ("1h30m", "-1.5s", "0") in ms, with a fraction where it has one; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  // the micro sign and the Greek letter are the same to Go
  const unsigned = text.replace(/^[+-]/, "").replace(/[\u00b5\u03bc]s/g, "us");
  if (unsigned === "0") return 0;
  if (!/^((\d+\.?\d*|\.\d+)([num]?s|[mh]))+$/.test(unsigned)) return undefined;
  let total = 0;
  for (const [, amount, unit = ""] of unsigned.matchAll(/([\d.]+)([^\d.]+)/g)) {
    total += Number(amount) * (unitMs[unit] ?? 0);
  }
  if (total > longestMs) return undefined;
  return text.startsWith("-") ? 0 - total : total;
}
