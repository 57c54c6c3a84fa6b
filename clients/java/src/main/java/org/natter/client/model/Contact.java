package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A topic in one's list. Immutable.
 *
 * @param <U> the profile of a user
 * @param <G> what is public of a group
 * @param <C> what is said in a message
 */
public final class Contact<U, G, C> {
  private final StoredContact stored;
  private final Payload<U> person;
  private final Payload<G> group;
  private final Message<C> last;

  private Contact(StoredContact stored, Payload<U> person, Payload<G> group, Message<C> last) {
    this.stored = stored;
    this.person = person;
    this.group = group;
    this.last = last;
  }

  static <U, G, C> Contact<U, G, C> of(StoredContact stored, PayloadTypes<U, G, C> types) {
    boolean isGroup = stored.user() == null;
    StoredMessage last = stored.last();
    return new Contact<>(
        stored,
        types.user(isGroup ? null : stored.publicData()),
        types.group(isGroup ? stored.publicData() : null),
        last == null ? null : Message.sent(last, types));
  }

  StoredContact stored() {
    return stored;
  }

  /** What is public of it stays. */
  Contact<U, G, C> with(StoredContact changed) {
    return new Contact<>(changed, person, group, last);
  }

  Contact<U, G, C> withLast(Message<C> newest) {
    StoredContact changed = stored.toBuilder().last(newest.stored()).lastMessage(newest.at()).build();
    return new Contact<>(changed, person, group, newest);
  }

  /** The name of the topic. */
  public String topic() {
    return stored.topic();
  }

  /** In a conversation: the id of the other user. null in a group */
  public String user() {
    return stored.user();
  }

  /** In a conversation: the other's profile. null in a group, and where he has none */
  public U person() {
    return person.value();
  }

  /** Of a group: what is public of it. null in a conversation, and where there is nothing */
  public G group() {
    return group.value();
  }

  /** What only the user himself sees. null: none */
  public JsonNode privateData() {
    return stored.privateData();
  }

  /** When it was changed, ms since the epoch */
  public long updated() {
    return stored.updated();
  }

  /** What one may do: letters of what is both wanted and given. */
  public String mode() {
    return stored.mode();
  }

  /** Somebody else is there now. */
  public boolean isOnline() {
    return stored.isOnline();
  }

  /** When something was last said, ms since the epoch. null: never */
  public Long lastMessage() {
    return stored.lastMessage();
  }

  /** When any client of the user was last there, ms since the epoch. null: never */
  public Long seen() {
    return stored.seen();
  }

  /** When this client was last there, ms since the epoch. null: never */
  public Long seenHere() {
    return stored.seenHere();
  }

  /** At most 1000, which means that or more; before a server without the extension {@code inbox} 1 says "some" */
  public int unread() {
    return stored.unread();
  }

  /** The newest message; the server may have cut a long one. null: none, or the server does not say */
  public Message<C> last() {
    return last;
  }
}
