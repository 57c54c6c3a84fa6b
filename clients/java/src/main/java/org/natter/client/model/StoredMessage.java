package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;

/** A message as the server has it. Immutable. */
public final class StoredMessage {
  private final long position;
  private final long at;
  private final String from;
  private final JsonNode content;

  /**
   * @param position grows from message to message of a topic, and names the message within it
   * @param at ms since the epoch
   * @param from null: published without login
   */
  public StoredMessage(long position, long at, String from, JsonNode content) {
    this.position = position;
    this.at = at;
    this.from = from;
    this.content = content;
  }

  /** Grows from message to message of a topic, and names the message within it. */
  public long position() {
    return position;
  }

  /** When it was stored, ms since the epoch. */
  public long at() {
    return at;
  }

  /** Who wrote it. null: published without login */
  public String from() {
    return from;
  }

  /** What was said. Numbers have the digits that they were written with. */
  public JsonNode content() {
    return content;
  }
}
