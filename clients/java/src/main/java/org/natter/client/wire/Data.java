package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** {data}: a message. Immutable. */
public final class Data {
  private final JsonNode json;

  Data(JsonNode json) {
    this.json = json;
  }

  /** Where it was published */
  public String topic() {
    return Fields.text(json, "topic");
  }

  /** Who wrote it. null: published without login */
  public String from() {
    return Fields.text(json, "from");
  }

  /** When, RFC 3339; grows from message to message of a topic */
  public String ts() {
    return Fields.text(json, "ts");
  }

  /** What was said */
  public JsonNode content() {
    return json.path("content");
  }
}
