package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A member of a topic. Immutable.
 *
 * @param <U> the profile of a user
 */
public final class Member<U> {
  private final StoredMember stored;
  private final Payload<U> person;
  private final boolean isOnline;

  private Member(StoredMember stored, Payload<U> person, boolean isOnline) {
    this.stored = stored;
    this.person = person;
    this.isOnline = isOnline;
  }

  static <U> Member<U> of(StoredMember stored, PayloadTypes<U, ?, ?> types) {
    return new Member<>(stored, types.user(stored.publicData()), Boolean.TRUE.equals(stored.isOnline()));
  }

  StoredMember stored() {
    return stored;
  }

  Member<U> withOnline(boolean isHere) {
    return new Member<>(stored, person, isHere);
  }

  /** The id of the user. */
  public String user() {
    return stored.user();
  }

  /** His profile. null: none */
  public U person() {
    return person.value();
  }

  /** Of oneself: what only oneself sees. null: none, or somebody else */
  public JsonNode privateData() {
    return stored.privateData();
  }

  /** When it was changed, ms since the epoch */
  public long updated() {
    return stored.updated();
  }

  /** What is both wanted and given; {@code N}: invited, waiting or declined; {@code X}: banned */
  public String mode() {
    return stored.mode();
  }

  /** He is there now, as far as one may know it. */
  public boolean isOnline() {
    return isOnline;
  }
}
