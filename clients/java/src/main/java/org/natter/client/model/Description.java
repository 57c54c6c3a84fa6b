package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a topic or a user is. Immutable.
 *
 * @param <U> the profile of a user
 * @param <G> what is public of a group
 */
public final class Description<U, G> {
  private final StoredDescription stored;
  private final Payload<U> person;
  private final Payload<G> group;

  private Description(StoredDescription stored, Payload<U> person, Payload<G> group) {
    this.stored = stored;
    this.person = person;
    this.group = group;
  }

  static <U, G> Description<U, G> of(StoredDescription stored, boolean isGroup, PayloadTypes<U, G, ?> types) {
    JsonNode about = stored.publicData();
    return new Description<>(stored, types.user(isGroup ? null : about), types.group(isGroup ? about : null));
  }

  StoredDescription stored() {
    return stored;
  }

  /** Of a user his profile, of a conversation that of the other one. null of a group, and where there is none */
  public U person() {
    return person.value();
  }

  /** Of a group: what is public of it. null of users and conversations, and where there is nothing */
  public G group() {
    return group.value();
  }

  /** What only the user himself sees. null: none */
  public JsonNode privateData() {
    return stored.privateData();
  }

  /** When it was made, ms since the epoch */
  public long created() {
    return stored.created();
  }

  /** When it was changed, ms since the epoch */
  public long updated() {
    return stored.updated();
  }

  /** The own modes. null for strangers */
  public Access access() {
    return stored.access();
  }

  /** What newcomers get. null unless one may know it */
  public DefaultAccess defaultAccess() {
    return stored.defaultAccess();
  }

  /** When something was last said, ms since the epoch. null: never */
  public Long lastMessage() {
    return stored.lastMessage();
  }

  /** The token of a bearer group. null: none, or not for this user */
  public Bearer bearer() {
    return stored.bearer();
  }

  /** null where the server does not say */
  public Integer memberCount() {
    return stored.memberCount();
  }

  /** The words by which it is found. null unless one may know them */
  public List<String> tags() {
    return stored.tags();
  }
}
