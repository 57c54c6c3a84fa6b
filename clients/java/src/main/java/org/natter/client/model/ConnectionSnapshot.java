package org.natter.client.model;

import org.natter.client.values.NatterException;

/** How it stands with the connection. Immutable. */
public final class ConnectionSnapshot {
  /** The ways it can stand. */
  public enum State {
    /** not wanted, or refused: then there is an error */
    STOPPED,
    CONNECTING,
    ONLINE,
    /** until the next attempt */
    WAITING
  }

  private final State state;
  private final String transport;
  private final Long retryAt;
  private final NatterException error;

  ConnectionSnapshot(State state, String transport, Long retryAt, NatterException error) {
    this.state = state;
    this.transport = transport;
    this.retryAt = retryAt;
    this.error = error;
  }

  /** How it stands. */
  public State state() {
    return state;
  }

  /** While it is online: {@code websocket} or {@code longpoll}. Otherwise null */
  public String transport() {
    return transport;
  }

  /** While it waits: when the next attempt begins, ms since the epoch. Otherwise null */
  public Long retryAt() {
    return retryAt;
  }

  /** Why it is not online. null: it is, or it was stopped by the application */
  public NatterException error() {
    return error;
  }
}
