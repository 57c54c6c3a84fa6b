package org.natter.client.model;

/** What newcomers get, as letters. Immutable. */
public final class DefaultAccess {
  private final String auth;
  private final String anon;

  /** Modes as letters; null leaves one as it is. */
  public DefaultAccess(String auth, String anon) {
    this.auth = auth;
    this.anon = anon;
  }

  /** For users who are logged in. null: not said */
  public String auth() {
    return auth;
  }

  /** For sessions without login. null: not said */
  public String anon() {
    return anon;
  }
}
