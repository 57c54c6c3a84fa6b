package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** {sub}: subscribe, and attach. */
public final class SubRequest extends Request {
  private final Members sub = new Members("mode", "info");

  /** @param topic {@code me}, {@code new}, {@code usr…}, {@code p2p…} or {@code grp…} */
  public SubRequest(String topic) {
    super("sub", topic, new Members("topic", "init", "sub", "bearer", "get", "browse", "subs"));
  }

  /** Of a new topic; {@code private} also of a new subscription. */
  public SubRequest init(Init value) {
    members.put("init", value == null ? null : value.members);
    return this;
  }

  /** The access that one wants, as letters; empty: the default. */
  public SubRequest mode(String value) {
    sub.put("mode", value);
    members.put("sub", sub);
    return this;
  }

  /** For whoever is asked for approval. */
  public SubRequest info(JsonNode value) {
    sub.put("info", value);
    members.put("sub", sub);
    return this;
  }

  /** The token of a bearer group. */
  public SubRequest bearer(String value) {
    members.put("bearer", value);
    return this;
  }

  /** Any of {@code info}, {@code sub}, {@code data}: answered as by {get}. */
  public SubRequest get(String value) {
    members.put("get", value);
    return this;
  }

  /** Which part of the history {@code data} is. */
  public SubRequest browse(Browse value) {
    members.put("browse", value == null ? null : value.members);
    return this;
  }

  /** What is in the list that {@code sub} asks for. */
  public SubRequest subs(SubsPage value) {
    members.put("subs", value == null ? null : value.members);
    return this;
  }
}
