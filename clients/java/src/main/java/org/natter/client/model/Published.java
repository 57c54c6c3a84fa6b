package org.natter.client.model;

/** Where a message was stored. Immutable. */
public final class Published {
  private final long position;
  private final long at;

  /** As in {@link StoredMessage}. */
  public Published(long position, long at) {
    this.position = position;
    this.at = at;
  }

  /** Its position within the topic. */
  public long position() {
    return position;
  }

  /** When it was stored, ms since the epoch. */
  public long at() {
    return at;
  }
}
