package org.natter.client.wire;

/** {get}: ask. */
public final class GetRequest extends Request {
  /** @param topic the topic asked about */
  public GetRequest(String topic) {
    super("get", topic, new Members("topic", "what", "browse", "find", "subs"));
  }

  /** Any of {@code info}, {@code sub}, {@code data}. */
  public GetRequest what(String value) {
    members.put("what", value);
    return this;
  }

  /** Which part of the history {@code data} is. */
  public GetRequest browse(Browse value) {
    members.put("browse", value == null ? null : value.members);
    return this;
  }

  /** On {@code fnd}: the query. */
  public GetRequest find(String value) {
    members.put("find", value);
    return this;
  }

  /** What is in the list that {@code sub} asks for. */
  public GetRequest subs(SubsPage value) {
    members.put("subs", value == null ? null : value.members);
    return this;
  }
}
