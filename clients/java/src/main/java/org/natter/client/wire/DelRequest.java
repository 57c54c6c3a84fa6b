package org.natter.client.wire;

/** {del}: delete messages, or the topic. */
public final class DelRequest extends Request {
  /** @param topic the topic affected */
  public DelRequest(String topic) {
    super("del", topic, new Members("topic", "what", "hard", "before"));
  }

  /** {@code msg}, the default, or {@code topic} */
  public DelRequest what(String value) {
    members.put("what", value);
    return this;
  }

  /** Messages for everybody, not only for oneself. Default: false */
  public DelRequest hard(boolean value) {
    members.put("hard", value);
    return this;
  }

  /** Only messages older than this, RFC 3339. Default: all */
  public DelRequest before(String value) {
    members.put("before", value);
    return this;
  }
}
