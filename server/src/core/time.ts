// Time as a value: RFC 3339 text and Go durations, to and from milliseconds (spec: 0.4 §1.6, §2.2).
// Nothing here reads a clock, and no text makes it throw. The proleptic Gregorian calendar, UTC, years 0000 to 9999.

/** Milliseconds since 1970-01-01T00:00:00Z, an integer. Leap seconds are not counted. */
export type Time = number;

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const earliest: Time = -62_167_219_200_000; // 0000-01-01T00:00:00.000Z
const latest: Time = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/i;

/**
 * RFC 3339 with any offset and 0 to 9 fractional digits, cut to milliseconds. Leap second 23:59:60 UTC is the second that follows it.
 * undefined for anything else: no such day, more digits, a moment outside the years 0000 to 9999 of UTC.
 */
export function parseRfc3339(text: string): Time | undefined {
  const found = rfc3339.exec(text);
  if (found === null) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = "",
    sign,
    offsetHour = "0",
    offsetMinute = "0",
  ] = found;
  const days = dayNumber(Number(year), Number(month), Number(day));
  const clock = clockMs(Number(hour), Number(minute), Math.min(Number(second), 59));
  const offset = clockMs(Number(offsetHour), Number(offsetMinute), 0);
  if (days === undefined || clock === undefined || offset === undefined) return undefined;

  let time = days * dayMs + clock + (sign === "-" ? offset : -offset);
  if (Number(second) > 59) {
    const isLastOfDay = (time + secondMs) % dayMs === 0;
    if (Number(second) > 60 || !isLastOfDay) return undefined;
    time += secondMs;
  }
  time += Number(fraction.slice(0, 3).padEnd(3, "0"));
  return time < earliest || time > latest ? undefined : time;
}

function clockMs(hour: number, minute: number, second: number): number | undefined {
  if (hour > 23 || minute > 59) return undefined;
  return hour * hourMs + minute * minuteMs + second * secondMs;
}

/** Days since 1970-01-01, undefined if there is no such day. Counts in eras of 400 years that begin on 1 March. */
function dayNumber(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + (yearOfEra >> 2) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The inverse of dayNumber, as `2015-11-25`. */
function dateText(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day)}`;
}

function twoDigits(n: number): string {
  return n < 10 ? `0${n}` : `${n}`;
}

// Messages come in the order of their time, so the text of the last second serves most of the next calls.
let lastSecond = Number.NaN;
let lastSecondText = "";

/** `2015-11-25T10:00:00`, for a number of whole seconds since the epoch. */
function secondText(second: number): string {
  if (second !== lastSecond) {
    const days = Math.floor(second / 86_400);
    const ofDay = second - days * 86_400;
    const hour = Math.floor(ofDay / 3600);
    const minute = Math.floor((ofDay % 3600) / 60);
    lastSecondText = `${dateText(days)}T${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(ofDay % 60)}`;
    lastSecond = second;
  }
  return lastSecondText;
}

/**
 * `2015-11-25T10:00:00.030Z`: always three fractional digits.
 * @throws RangeError unless an integer within the years 0000 to 9999
 */
export function formatTime(time: Time): string {
  if (!Number.isInteger(time) || time < earliest || time > latest)
    throw new RangeError(`not a time: ${time}`);
  const second = Math.floor(time / secondMs);
  const ms = time - second * secondMs;
  return `${secondText(second)}.${ms < 100 ? "0" : ""}${twoDigits(ms)}Z`;
}

/**
 * `2015-11-25T10:00:00Z`, rounded down: `expires` of {login}, for a client that can read nothing else (spec: 0.4 §2.2).
 * @throws RangeError as formatTime
 */
export function formatSeconds(time: Time): string {
  return `${formatTime(time).slice(0, 19)}Z`;
}

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  "\u00b5s": 1e-3, // micro sign
  "\u03bcs": 1e-3, // Greek mu
  ms: 1,
  s: secondMs,
  m: minuteMs,
  h: hourMs,
};
const longestMs = 2 ** 63 / 1e6; // what 64 bits hold in nanoseconds

/**
 * A Go duration ("1h30m", "-1.5s", "300ms", "0") in milliseconds, with a fraction where it has one.
 * undefined if it is none, or too long for Go (about 292 years; the limit is as exact as a double).
 */
export function parseDuration(text: string): number | undefined {
  const unsigned = text.startsWith("-") || text.startsWith("+") ? text.slice(1) : text;
  if (unsigned === "0") return 0;
  const part = /(?=\.?\d)(\d*(?:\.\d*)?)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y;
  let total = 0;
  do {
    const [, amount, unit] = part.exec(unsigned) ?? [];
    if (amount === undefined || unit === undefined) return undefined;
    total += Number(amount) * (unitMs[unit] ?? Number.NaN);
  } while (part.lastIndex < unsigned.length);
  if (!(total <= longestMs)) return undefined;
  return text.startsWith("-") ? 0 - total : total;
}
