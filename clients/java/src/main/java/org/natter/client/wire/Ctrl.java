package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** {ctrl}: an answer, or news of the session. Immutable. */
public final class Ctrl {
  private final JsonNode json;

  Ctrl(JsonNode json) {
    this.json = json;
  }

  /** Of the request. null: not an answer */
  public String id() {
    return Fields.text(json, "id");
  }

  /** null where it is about none */
  public String topic() {
    return Fields.text(json, "topic");
  }

  /** Below 400: done */
  public int code() {
    return json.path("code").asInt();
  }

  /** For people */
  public String text() {
    return Fields.text(json, "text");
  }

  /** Depends on the request; a missing node where there are none */
  public JsonNode params() {
    return json.path("params");
  }

  /** When, RFC 3339 */
  public String ts() {
    return Fields.text(json, "ts");
  }
}
