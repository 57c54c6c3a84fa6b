package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** {set}: change a description, or somebody's access. */
public final class SetRequest extends Request {
  private final Members sub = new Members("user", "mode", "info");

  /** @param topic the topic to change */
  public SetRequest(String topic) {
    super("set", topic, new Members("topic", "what", "info", "sub"));
  }

  /** Any of {@code info}, {@code sub}. */
  public SetRequest what(String value) {
    members.put("what", value);
    return this;
  }

  /** For {@code info}: the new description. */
  public SetRequest info(Init value) {
    members.put("info", value == null ? null : value.members);
    return this;
  }

  /** For {@code sub}: whose access. Default: the own one */
  public SetRequest user(String value) {
    sub.put("user", value);
    members.put("sub", sub);
    return this;
  }

  /** For {@code sub}: wanted (own) or given (another's), as letters; empty: the default. */
  public SetRequest mode(String value) {
    sub.put("mode", value);
    members.put("sub", sub);
    return this;
  }

  /** For {@code sub}: for whoever reads the notice. */
  public SetRequest subInfo(JsonNode value) {
    sub.put("info", value);
    members.put("sub", sub);
    return this;
  }
}
