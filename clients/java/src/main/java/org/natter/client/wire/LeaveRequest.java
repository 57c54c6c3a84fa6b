package org.natter.client.wire;

/** {leave}: detach, or unsubscribe. */
public final class LeaveRequest extends Request {
  /** @param topic the topic to leave */
  public LeaveRequest(String topic) {
    super("leave", topic, new Members("topic", "unsub"));
  }

  /** Also end the subscription. Default: false */
  public LeaveRequest unsub(boolean value) {
    members.put("unsub", value);
    return this;
  }
}
