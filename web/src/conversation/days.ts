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
  const options = { weekday: "long", day: "numeric", month: "long" } as const;
  return new Date(at).toLocaleDateString(language, isNear ? options : { ...options, year: "numeric" });
}

export function clock(at: number, language: string): string {
  return new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}

/** For screen readers and the tip over a time. */
export function wholeTime(at: number, language: string): string {
  return new Date(at).toLocaleString(language, { dateStyle: "full", timeStyle: "short" });
}
