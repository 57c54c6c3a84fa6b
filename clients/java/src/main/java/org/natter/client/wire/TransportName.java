package org.natter.client.wire;

/** How texts travel. */
public enum TransportName {
  /** one text frame a packet */
  WEBSOCKET("websocket"),
  /** a request that waits for the next packet, and one for each packet of the client */
  LONGPOLL("longpoll");

  private final String text;

  TransportName(String text) {
    this.text = text;
  }

  /** {@code websocket} or {@code longpoll} */
  @Override
  public String toString() {
    return text;
  }
}
