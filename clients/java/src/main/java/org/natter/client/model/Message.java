package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.natter.client.values.NatterException;

/**
 * A message as the application sees it. Immutable.
 *
 * @param <C> what is said
 */
public final class Message<C> {
  /** Where a message is on its way. */
  public enum State {
    /** written here, not stored by the server yet */
    QUEUED,
    /** stored by the server */
    SENT,
    /** refused; see {@link Message#error} and {@link Message#retry} */
    FAILED
  }

  private final long position;
  private final long at;
  private final String from;
  private final Payload<C> content;
  private final State state;
  private final NatterException error;
  private final Draft draft;

  /** What can be done with a message that is not stored. */
  interface Draft {
    String key();

    void retry();

    void discard();
  }

  private Message(
      long position, long at, String from, Payload<C> content, State state, NatterException error, Draft draft) {
    this.position = position;
    this.at = at;
    this.from = from;
    this.content = content;
    this.state = state;
    this.error = error;
    this.draft = draft;
  }

  static <C> Message<C> sent(long position, long at, String from, Payload<C> content) {
    return new Message<>(position, at, from, content, State.SENT, null, null);
  }

  static <C> Message<C> sent(StoredMessage stored, PayloadTypes<?, ?, C> types) {
    return sent(stored.position(), stored.at(), stored.from(), types.content(stored.content()));
  }

  /** @param error null: not refused */
  static <C> Message<C> unsent(long at, String from, Payload<C> content, NatterException error, Draft draft) {
    return new Message<>(0, at, from, content, error == null ? State.QUEUED : State.FAILED, error, draft);
  }

  StoredMessage stored() {
    return new StoredMessage(position, at, from, content.json());
  }

  /** Grows from message to message of a topic, and names the message within it. 0 until it is sent */
  public long position() {
    return position;
  }

  /** When it was stored, or while it is not when it was written; ms since the epoch */
  public long at() {
    return at;
  }

  /** Who wrote it. null: published without login */
  public String from() {
    return from;
  }

  /** What was said. null where it does not fit the type; {@link #json} is there all the same */
  public C content() {
    return content.value();
  }

  /** What was said, as it travelled. Numbers have the digits that they were written with. */
  public JsonNode json() {
    return content.json();
  }

  /** Where it is on its way. */
  public State state() {
    return state;
  }

  /** Names one's own message while it is queued or failed; null when it is sent */
  public String key() {
    return draft == null ? null : draft.key();
  }

  /** Why it failed; null unless it did */
  public NatterException error() {
    return error;
  }

  /** Of a failed message: try again. Of another: nothing happens. Any thread. */
  public void retry() {
    if (error != null) draft.retry();
  }

  /**
   * Of a queued or failed message: forget it. One that is on its way may arrive all the same. Of a sent one: nothing happens.
   * Any thread.
   */
  public void discard() {
    if (draft != null) draft.discard();
  }
}
