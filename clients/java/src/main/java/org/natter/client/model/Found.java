package org.natter.client.model;

import java.util.List;

/**
 * A user or a group that a search found. Immutable.
 *
 * @param <U> the profile of a user
 * @param <G> what is public of a group
 */
public final class Found<U, G> {
  private final StoredFound stored;
  private final Payload<U> person;
  private final Payload<G> group;

  private Found(StoredFound stored, Payload<U> person, Payload<G> group) {
    this.stored = stored;
    this.person = person;
    this.group = group;
  }

  static <U, G> Found<U, G> of(StoredFound stored, PayloadTypes<U, G, ?> types) {
    boolean isGroup = stored.user() == null;
    return new Found<>(
        stored,
        types.user(isGroup ? null : stored.publicData()),
        types.group(isGroup ? stored.publicData() : null));
  }

  /** The id of a user. null for a group */
  public String user() {
    return stored.user();
  }

  /** The name of a group. null for a user */
  public String topic() {
    return stored.topic();
  }

  /** Of a user: his profile. null for a group, and where there is none */
  public U person() {
    return person.value();
  }

  /** Of a group: what is public of it. null for a user, and where there is nothing */
  public G group() {
    return group.value();
  }

  /** The words by which it was found. */
  public List<String> tags() {
    return stored.tags();
  }
}
