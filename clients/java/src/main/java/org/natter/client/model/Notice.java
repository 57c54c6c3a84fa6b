package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;

/** An invitation, a request for approval, or news of one. Immutable. */
public final class Notice {
  private final StoredMessage message;

  private Notice(StoredMessage message) {
    this.message = message;
  }

  /** null for what is none */
  static Notice of(StoredMessage message) {
    return message.content() != null && message.content().path("topic").isTextual() ? new Notice(message) : null;
  }

  /** Names it among the notices, and grows from one to the next; for {@link Me#deleteNotices}. */
  public long position() {
    return message.position();
  }

  /** ms since the epoch */
  public long at() {
    return message.at();
  }

  /** Who caused it. */
  public String from() {
    return message.from();
  }

  /** {@code join}: an invitation; {@code appr}: somebody asks for approval; {@code info}: something was decided */
  public String act() {
    return message.content().path("act").asText();
  }

  /** The name of the topic that it is about. */
  public String topic() {
    return message.content().path("topic").asText();
  }

  /** The id of the user that it is about. */
  public String user() {
    return message.content().path("user").asText();
  }

  /** What he wants and has; null where it is not told */
  public Access access() {
    JsonNode modes = message.content().path("acs");
    return modes.isObject() ? new Access(modes.path("want").asText(), modes.path("given").asText()) : null;
  }

  /** What whoever caused it had to say; null: nothing */
  public JsonNode info() {
    return message.content().get("info");
  }
}
