package org.natter.client.model;

/** What a login gave. Immutable. */
public final class Login {
  private final String user;
  private final String token;
  private final long expires;
  private final String tag;

  /**
   * @param user the id of the account
   * @param token logs in again, until it expires
   * @param expires of the token, ms since the epoch
   * @param tag named the client that logged in
   */
  public Login(String user, String token, long expires, String tag) {
    this.user = user;
    this.token = token;
    this.expires = expires;
    this.tag = tag;
  }

  /** The id of the account. */
  public String user() {
    return user;
  }

  /** Logs in again, until it expires. A secret. */
  public String token() {
    return token;
  }

  /** When the token expires, ms since the epoch. */
  public long expires() {
    return expires;
  }

  /** Names this client instance to the server, which remembers what it saw. The same one again keeps it the same. */
  public String tag() {
    return tag;
  }
}
