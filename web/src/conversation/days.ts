// Times as people say them: of the day, and which day.

export interface Words {
  readonly today: string;
  readonly yesterday: string;
}

function startOf(at: number, days = 0): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

export function dayName(at: number, now: number, language: string, words: Words): string {
  if (at >= startOf(now) && at < startOf(now, 1)) return words.today;
  if (at >= startOf(now, -1) && at < startOf(now)) return words.yesterday;
  const isNear = Math.abs(now - at) < 300 * 24 * 3_600_000;
  return (isNear ? day : dayOfYear)(at, language);
}

const dayOptions = { weekday: "long", day: "numeric", month: "long" } as const;
const day = formatOf(dayOptions);
const dayOfYear = formatOf({ ...dayOptions, year: "numeric" });

export const clock = formatOf({ timeStyle: "short" });

/** For screen readers and the tip over a time. */
export const wholeTime = formatOf({ dateStyle: "full", timeStyle: "short" });

/** Made once for each language: that takes a thousand times as long as to use it, and hundreds of messages are drawn at a time. */
function formatOf(options: Intl.DateTimeFormatOptions): (at: number, language: string) => string {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (at, language) => {
    const format = made.get(language) ?? new Intl.DateTimeFormat(language, options);
    made.set(language, format);
    return format.format(at);
  };
}
