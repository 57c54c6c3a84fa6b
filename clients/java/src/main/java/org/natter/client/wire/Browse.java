package org.natter.client.wire;

/** Which part of a history. What is not set, or set to null, is left out. */
public final class Browse {
  final Members members = new Members("ascnd", "since", "before", "limit");

  /** Oldest first. Default: newest first */
  public Browse ascnd(boolean value) {
    members.put("ascnd", value);
    return this;
  }

  /** Not older than this, inclusive, RFC 3339. */
  public Browse since(String value) {
    members.put("since", value);
    return this;
  }

  /** Older than this, exclusive, RFC 3339. */
  public Browse before(String value) {
    members.put("before", value);
    return this;
  }

  /** At most so many, to 1024. Default: 32 */
  public Browse limit(int value) {
    members.put("limit", value);
    return this;
  }
}
