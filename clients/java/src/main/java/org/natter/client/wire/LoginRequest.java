package org.natter.client.wire;

/** {login}: say who one is. */
public final class LoginRequest extends Request {
  /** With nothing set. */
  public LoginRequest() {
    super("login", null, new Members("scheme", "secret", "expireIn", "tag"));
  }

  /** {@code basic}, the default, or {@code token} */
  public LoginRequest scheme(String value) {
    members.put("scheme", value);
    return this;
  }

  /** {@code name:password}, or the token */
  public LoginRequest secret(String value) {
    members.put("secret", value);
    return this;
  }

  /** How long the new token lives, as {@code 24h}; at most a week. Default: 12 hours */
  public LoginRequest expireIn(String value) {
    members.put("expireIn", value);
    return this;
  }

  /** Names this client, 1 to 128 characters. */
  public LoginRequest tag(String value) {
    members.put("tag", value);
    return this;
  }
}
