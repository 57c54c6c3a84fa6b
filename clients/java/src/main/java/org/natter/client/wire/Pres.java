package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** {pres}: something about somebody or something has changed. Immutable. */
public final class Pres {
  private final JsonNode json;

  Pres(JsonNode json) {
    this.json = json;
  }

  /** Where it is told */
  public String topic() {
    return Fields.text(json, "topic");
  }

  /** null where it is about the topic itself */
  public String user() {
    return Fields.text(json, "user");
  }

  /** {@code on}, {@code off}, {@code upd} … */
  public String what() {
    return Fields.text(json, "what");
  }
}
