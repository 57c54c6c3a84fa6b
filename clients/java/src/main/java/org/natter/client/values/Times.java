package org.natter.client.values;

import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times and durations (spec: 0.4 §1.6, §2.2): RFC 3339 text and Go durations, to and from milliseconds. Android has
 * {@code java.time} only from API level 26 on.
 */
public final class Times {
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]{1,9}))?"
              + "(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))");
  private static final long SECOND_MS = 1000;
  private static final long MINUTE_MS = 60_000;
  private static final long DAY_MS = 86_400_000;

  /** 0000-01-01 and what follows 9999-12-31: what four digits of a year can say */
  private static final long FIRST_MS = -62_167_219_200_000L;

  private static final long END_MS = 253_402_300_800_000L;

  private static final Pattern DURATION = Pattern.compile("(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[num]?s|[mh]))+");
  private static final Pattern PART = Pattern.compile("([0-9.]+)([a-z]+)");

  /** what 64 bits hold in nanoseconds */
  private static final double LONGEST_MS = 0x1p63 / 1e6;

  private Times() {}

  /**
   * RFC 3339 with any offset and 0 to 9 fractional digits, cut to ms since the epoch. 23:59:60 UTC is the second that
   * follows it.
   *
   * @return null for anything else
   */
  public static Long parse(String text) {
    Matcher part = RFC_3339.matcher(text);
    if (!part.matches()) return null;
    Long day = dayMs(number(part, 1), number(part, 2), number(part, 3));
    Long clock = clockMs(number(part, 4), number(part, 5));
    Long offset = part.group(8) == null ? Long.valueOf(0) : clockMs(number(part, 9), number(part, 10));
    int second = number(part, 6);
    if (day == null || clock == null || offset == null || second > 60) return null;
    long whole = day + clock + ("-".equals(part.group(8)) ? offset : -offset) + second * SECOND_MS;
    if (second == 60 && whole % DAY_MS != 0) return null;
    long time = whole + fractionMs(part.group(7));
    return time < FIRST_MS || time >= END_MS ? null : Long.valueOf(time);
  }

  /**
   * {@code 2015-11-25T10:00:00.030Z}.
   *
   * @param ms since the epoch, within the years 0000 to 9999
   * @throws IllegalArgumentException for another year
   */
  public static String format(long ms) {
    if (ms < FIRST_MS || ms >= END_MS) throw new IllegalArgumentException("no time: " + ms);
    Calendar calendar = calendar();
    calendar.setTimeInMillis(ms);
    // before the year 1 the calendar counts backwards, in another era
    boolean isYearZero = calendar.get(Calendar.ERA) == GregorianCalendar.BC;
    return String.format(
        Locale.ROOT,
        "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
        isYearZero ? 0 : calendar.get(Calendar.YEAR),
        calendar.get(Calendar.MONTH) + 1,
        calendar.get(Calendar.DAY_OF_MONTH),
        calendar.get(Calendar.HOUR_OF_DAY),
        calendar.get(Calendar.MINUTE),
        calendar.get(Calendar.SECOND),
        calendar.get(Calendar.MILLISECOND));
  }

  /**
   * A Go duration ({@code 1h30m}, {@code -1.5s}, {@code 0}) in ms, with a fraction where it has one.
   *
   * @return null if it is none
   */
  public static Double parseDuration(String text) {
    boolean isSigned = text.startsWith("+") || text.startsWith("-");
    // the micro sign and the Greek letter are the same to Go
    String unsigned = text.substring(isSigned ? 1 : 0).replaceAll("[\u00b5\u03bc]s", "us");
    if (unsigned.equals("0")) return 0.0;
    if (!DURATION.matcher(unsigned).matches()) return null;
    double total = 0;
    Matcher part = PART.matcher(unsigned);
    while (part.find()) total += Double.parseDouble(part.group(1)) * unitMs(part.group(2));
    if (total > LONGEST_MS) return null;
    return text.startsWith("-") ? 0 - total : total;
  }

  private static int number(Matcher part, int group) {
    return Integer.parseInt(part.group(group));
  }

  private static long fractionMs(String fraction) {
    return fraction == null ? 0 : Long.parseLong((fraction + "00").substring(0, 3));
  }

  private static Long clockMs(int hour, int minute) {
    return hour < 24 && minute < 60 ? Long.valueOf((hour * 60 + minute) * MINUTE_MS) : null;
  }

  /** null unless the month has this day */
  private static Long dayMs(int year, int month, int day) {
    Calendar calendar = calendar();
    calendar.setLenient(false);
    calendar.clear();
    calendar.set(Calendar.ERA, year == 0 ? GregorianCalendar.BC : GregorianCalendar.AD);
    calendar.set(year == 0 ? 1 : year, month - 1, day);
    try {
      return calendar.getTimeInMillis();
    } catch (IllegalArgumentException noSuchDay) {
      return null;
    }
  }

  /** UTC, and the rules of today for the past too. */
  private static GregorianCalendar calendar() {
    GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
    calendar.setGregorianChange(new Date(Long.MIN_VALUE));
    return calendar;
  }

  private static double unitMs(String unit) {
    switch (unit) {
      case "ns":
        return 1e-6;
      case "us":
        return 1e-3;
      case "ms":
        return 1;
      case "s":
        return SECOND_MS;
      case "m":
        return MINUTE_MS;
      default:
        return 60 * MINUTE_MS;
    }
  }
}
