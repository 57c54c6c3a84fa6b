package org.natter.client.wire;

/** What is in a list. What is not set, or set to null, is left out. */
public final class SubsPage {
  final Members members = new Members("after", "limit", "inbox");

  /** Only members with a user id above this. */
  public SubsPage after(String value) {
    members.put("after", value);
    return this;
  }

  /** At most so many, 1 to 128. Default: 64 */
  public SubsPage limit(int value) {
    members.put("limit", value);
    return this;
  }

  /** On {@code me}: unread counts and last messages. Default: false */
  public SubsPage inbox(boolean value) {
    members.put("inbox", value);
    return this;
  }
}
