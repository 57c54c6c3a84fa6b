package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;

/** A topic in one's list. Immutable. */
public final class StoredContact {
  private final String topic;
  private final String user;
  private final long updated;
  private final String mode;
  private final JsonNode publicData;
  private final JsonNode privateData;
  private final boolean isOnline;
  private final Long lastMessage;
  private final Long seen;
  private final Long seenHere;
  private final int unread;
  private final StoredMessage last;

  private StoredContact(Builder of) {
    topic = of.topic;
    user = of.user;
    updated = of.updated;
    mode = of.mode;
    publicData = of.publicData;
    privateData = of.privateData;
    isOnline = of.isOnline;
    lastMessage = of.lastMessage;
    seen = of.seen;
    seenHere = of.seenHere;
    unread = of.unread;
    last = of.last;
  }

  /** The name of the topic */
  public String topic() {
    return topic;
  }

  /** In a conversation: the other user. null in a group */
  public String user() {
    return user;
  }

  /** ms since the epoch */
  public long updated() {
    return updated;
  }

  /** What is both wanted and given */
  public String mode() {
    return mode;
  }

  /** Of a group its own, of a conversation that of the other user. null: none */
  public JsonNode publicData() {
    return publicData;
  }

  /** What only the user himself sees. null: none */
  public JsonNode privateData() {
    return privateData;
  }

  /** Somebody else is there now */
  public boolean isOnline() {
    return isOnline;
  }

  /** When something was last said, ms since the epoch. null: never */
  public Long lastMessage() {
    return lastMessage;
  }

  /** When any client of the user was last there, ms since the epoch. null: never */
  public Long seen() {
    return seen;
  }

  /** When this client was last there, ms since the epoch. null: never */
  public Long seenHere() {
    return seenHere;
  }

  /** At most 1000, which means that or more; without the extension {@code inbox} 1 says "some" */
  public int unread() {
    return unread;
  }

  /** The newest message. null: none, or the server does not say */
  public StoredMessage last() {
    return last;
  }

  /** The same, to be changed. */
  public Builder toBuilder() {
    Builder same = new Builder();
    same.topic = topic;
    same.user = user;
    same.updated = updated;
    same.mode = mode;
    same.publicData = publicData;
    same.privateData = privateData;
    same.isOnline = isOnline;
    same.lastMessage = lastMessage;
    same.seen = seen;
    same.seenHere = seenHere;
    same.unread = unread;
    same.last = last;
    return same;
  }

  /** What is not set is absent. */
  public static final class Builder {
    private String topic;
    private String user;
    private long updated;
    private String mode = "N";
    private JsonNode publicData;
    private JsonNode privateData;
    private boolean isOnline;
    private Long lastMessage;
    private Long seen;
    private Long seenHere;
    private int unread;
    private StoredMessage last;

    /** The name of the topic */
    public Builder topic(String topic) {
      this.topic = topic;
      return this;
    }

    /** In a conversation: the other user. null in a group */
    public Builder user(String user) {
      this.user = user;
      return this;
    }

    /** ms since the epoch */
    public Builder updated(long updated) {
      this.updated = updated;
      return this;
    }

    /** What is both wanted and given */
    public Builder mode(String mode) {
      this.mode = mode;
      return this;
    }

    /** Of a group its own, of a conversation that of the other user. null: none */
    public Builder publicData(JsonNode publicData) {
      this.publicData = publicData;
      return this;
    }

    /** What only the user himself sees. null: none */
    public Builder privateData(JsonNode privateData) {
      this.privateData = privateData;
      return this;
    }

    /** Somebody else is there now */
    public Builder isOnline(boolean isOnline) {
      this.isOnline = isOnline;
      return this;
    }

    /** When something was last said, ms since the epoch. null: never */
    public Builder lastMessage(Long lastMessage) {
      this.lastMessage = lastMessage;
      return this;
    }

    /** When any client of the user was last there, ms since the epoch. null: never */
    public Builder seen(Long seen) {
      this.seen = seen;
      return this;
    }

    /** When this client was last there, ms since the epoch. null: never */
    public Builder seenHere(Long seenHere) {
      this.seenHere = seenHere;
      return this;
    }

    /** At most 1000, which means that or more; without the extension {@code inbox} 1 says "some" */
    public Builder unread(int unread) {
      this.unread = unread;
      return this;
    }

    /** The newest message. null: none, or the server does not say */
    public Builder last(StoredMessage last) {
      this.last = last;
      return this;
    }

    /** The value as it was set up. */
    public StoredContact build() {
      return new StoredContact(this);
    }
  }
}
