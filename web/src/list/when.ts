// When something was said last, as short as a list can bear: the time of today, the day of this week, the date of earlier.

const dayMs = 86_400_000;

export type When = "time" | "yesterday" | "weekday" | "date";

/** In days of the calendar where the reader is. */
export function whenOf(at: number, now: number): When {
  const days = Math.round((midnight(now) - midnight(at)) / dayMs);
  if (days <= 0) return "time";
  if (days === 1) return "yesterday";
  return days < 7 ? "weekday" : "date";
}

/** With which the day began. */
export function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
