package org.natter.client.model;

/** The token of a bearer group: whoever presents it becomes a member. Immutable. */
public final class Bearer {
  private final String mode;
  private final String token;

  /**
   * @param mode what bearers get, as letters
   * @param token null while the group is closed, or where only the mode is known
   */
  public Bearer(String mode, String token) {
    this.mode = mode;
    this.token = token;
  }

  /** What bearers get, as letters. */
  public String mode() {
    return mode;
  }

  /** null while the group is closed */
  public String token() {
    return token;
  }
}
