package org.natter.client.model;

import java.util.Collections;
import java.util.List;
import org.natter.client.values.NatterException;

/**
 * What is here of a topic. Immutable.
 *
 * @param <U> the profile of a user
 * @param <G> what is public of a group
 * @param <C> what is said in a message
 */
public final class TopicSnapshot<U, G, C> {
  /** How it stands with a topic. */
  public enum State {
    /** not attached, not wanted */
    CLOSED,
    /** being attached, or offline */
    OPENING,
    OPEN,
    /** for somebody's approval */
    WAITING,
    BANNED,
    /** left elsewhere, deleted, or no such topic */
    GONE,
    /** see {@link TopicSnapshot#error} */
    REFUSED
  }

  private final String name;
  private final State state;
  private final NatterException error;
  private final Description<U, G> description;
  private final List<Member<U>> members;
  private final List<Message<C>> messages;
  private final boolean hasEarlier;

  private TopicSnapshot(
      String name,
      State state,
      NatterException error,
      Description<U, G> description,
      List<Member<U>> members,
      List<Message<C>> messages,
      boolean hasEarlier) {
    this.name = name;
    this.state = state;
    this.error = error;
    this.description = description;
    this.members = members;
    this.messages = messages;
    this.hasEarlier = hasEarlier;
  }

  static <U, G, C> TopicSnapshot<U, G, C> closed(String name) {
    return new TopicSnapshot<>(
        name, State.CLOSED, null, null, Collections.emptyList(), Collections.emptyList(), true);
  }

  TopicSnapshot<U, G, C> with(State now, NatterException why) {
    return new TopicSnapshot<>(name, now, why, description, members, messages, hasEarlier);
  }

  TopicSnapshot<U, G, C> with(Description<U, G> now) {
    return new TopicSnapshot<>(name, state, error, now, members, messages, hasEarlier);
  }

  TopicSnapshot<U, G, C> withMembers(List<Member<U>> now) {
    return new TopicSnapshot<>(
        name, state, error, description, Collections.unmodifiableList(now), messages, hasEarlier);
  }

  TopicSnapshot<U, G, C> withMessages(List<Message<C>> now, boolean isMoreThere) {
    return new TopicSnapshot<>(
        name, state, error, description, members, Collections.unmodifiableList(now), isMoreThere);
  }

  /** The name of the topic. */
  public String name() {
    return name;
  }

  /** How it stands with it. */
  public State state() {
    return state;
  }

  /** Why it is not open; null where the state says all */
  public NatterException error() {
    return error;
  }

  /** What it is. null: not known here yet */
  public Description<U, G> description() {
    return description;
  }

  /**
   * Who belongs to it; of a large group only a part. As it was when the topic was last opened after it changed, something was
   * said or somebody was there; {@link Topic#loadMembers()} asks anew.
   */
  public List<Member<U>> members() {
    return members;
  }

  /** Ascending, without a hole; behind them what the user wrote and what is not stored yet. */
  public List<Message<C>> messages() {
    return messages;
  }

  /** There are older ones: {@link Topic#loadEarlier}. */
  public boolean hasEarlier() {
    return hasEarlier;
  }
}
