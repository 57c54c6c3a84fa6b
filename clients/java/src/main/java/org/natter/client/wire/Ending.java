package org.natter.client.wire;

/** Why a session is over. Immutable. */
public final class Ending {
  static final String CONNECTION_LOST = "connection lost";

  private final int code;
  private final String text;

  Ending(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The code of the WebSocket close frame, 1000 and above; a status of HTTP; or 0. */
  public int code() {
    return code;
  }

  /** As the server said it, or what happened here. */
  public String text() {
    return text;
  }
}
