package org.natter.client.model;

/** Who one says to be: a name and its password, or a token. Immutable. */
public final class Credentials {
  private final String name;
  private final String secret;

  private Credentials(String name, String secret) {
    this.name = name;
    this.secret = secret;
  }

  /** A name and its password. */
  public static Credentials password(String name, String password) {
    return new Credentials(name, password);
  }

  /** A token of an earlier login. */
  public static Credentials token(String token) {
    return new Credentials(null, token);
  }

  /** Is it a token? */
  public boolean isToken() {
    return name == null;
  }

  /** null for a token */
  public String name() {
    return name;
  }

  /** The password or the token. */
  public String secret() {
    return secret;
  }
}
