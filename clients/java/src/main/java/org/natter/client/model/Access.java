package org.natter.client.model;

/** What one wants and what one was given, as letters; what holds is in both. Immutable. */
public final class Access {
  private final String want;
  private final String given;

  /** Modes as letters. */
  public Access(String want, String given) {
    this.want = want;
    this.given = given;
  }

  /** The mode that the user asks for himself. */
  public String want() {
    return want;
  }

  /** The mode that others grant. */
  public String given() {
    return given;
  }
}
