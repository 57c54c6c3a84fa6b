// The time of an entry in words of the chosen language.
import { locale, t } from "../texts.ts";
import { whenOf } from "./when.ts";

const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "short" });
const date = new Intl.DateTimeFormat(locale, { dateStyle: "short" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });

export function timeText(at: number, now = Date.now()): string {
  switch (whenOf(at, now)) {
    case "time":
      return time.format(at);
    case "yesterday":
      return t.list.yesterday;
    case "weekday":
      return weekday.format(at);
    case "date":
      return date.format(at);
  }
}

export function fullTimeText(at: number): string {
  return full.format(at);
}
