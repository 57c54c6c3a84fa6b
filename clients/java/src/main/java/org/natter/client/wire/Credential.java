package org.natter.client.wire;

/** A way to log in. What is not set, or set to null, is left out. */
public final class Credential {
  final Members members = new Members("scheme", "secret");

  /** {@code basic}, which is the default */
  public Credential scheme(String value) {
    members.put("scheme", value);
    return this;
  }

  /** {@code name:password}, or {@link Request#CLEAR} to delete the scheme */
  public Credential secret(String value) {
    members.put("secret", value);
    return this;
  }
}
