package org.natter.client.model;

/** Which messages: the newest before a position, or the oldest after one. Both exclusive. Immutable. */
public final class Range {
  private final Long after;
  private final Long before;
  private final int limit;

  private Range(Long after, Long before, int limit) {
    this.after = after;
    this.before = before;
    this.limit = limit;
  }

  /** The newest of all. */
  public static Range newest(int limit) {
    return new Range(null, null, limit);
  }

  /** The newest of those before a position. */
  public static Range before(long position, int limit) {
    return new Range(null, position, limit);
  }

  /** The oldest of those after a position. */
  public static Range after(long position, int limit) {
    return new Range(position, null, limit);
  }

  /** The oldest of those between two positions. */
  public static Range between(long after, long before, int limit) {
    return new Range(after, before, limit);
  }

  /** null: the newest are asked for */
  public Long after() {
    return after;
  }

  /** null: no end */
  public Long before() {
    return before;
  }

  /** At most so many, 1 to 1024. */
  public int limit() {
    return limit;
  }
}
