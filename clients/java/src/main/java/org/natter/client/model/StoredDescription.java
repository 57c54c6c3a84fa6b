package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A topic, or with {@code me} the own account. Immutable. */
public final class StoredDescription {
  private final long created;
  private final long updated;
  private final JsonNode publicData;
  private final JsonNode privateData;
  private final Access access;
  private final DefaultAccess defaultAccess;
  private final Long lastMessage;
  private final Bearer bearer;
  private final Integer memberCount;
  private final List<String> tags;

  private StoredDescription(Builder of) {
    created = of.created;
    updated = of.updated;
    publicData = of.publicData;
    privateData = of.privateData;
    access = of.access;
    defaultAccess = of.defaultAccess;
    lastMessage = of.lastMessage;
    bearer = of.bearer;
    memberCount = of.memberCount;
    tags = of.tags;
  }

  /** ms since the epoch */
  public long created() {
    return created;
  }

  /** ms since the epoch */
  public long updated() {
    return updated;
  }

  /** What everybody may see: of a group its own, of a conversation that of the other user. null: none */
  public JsonNode publicData() {
    return publicData;
  }

  /** What only the user himself sees. null: none */
  public JsonNode privateData() {
    return privateData;
  }

  /** The own modes. null for strangers */
  public Access access() {
    return access;
  }

  /** What newcomers get. null unless one may know it */
  public DefaultAccess defaultAccess() {
    return defaultAccess;
  }

  /** When something was last said, ms since the epoch. null: never */
  public Long lastMessage() {
    return lastMessage;
  }

  /** The token of a bearer group. null: none, or not for this user */
  public Bearer bearer() {
    return bearer;
  }

  /** null where the server does not say */
  public Integer memberCount() {
    return memberCount;
  }

  /** The words by which it is found. null unless one may know them */
  public List<String> tags() {
    return tags;
  }

  /** What is not set is absent. */
  public static final class Builder {
    private long created;
    private long updated;
    private JsonNode publicData;
    private JsonNode privateData;
    private Access access;
    private DefaultAccess defaultAccess;
    private Long lastMessage;
    private Bearer bearer;
    private Integer memberCount;
    private List<String> tags;

    /** ms since the epoch */
    public Builder created(long created) {
      this.created = created;
      return this;
    }

    /** ms since the epoch */
    public Builder updated(long updated) {
      this.updated = updated;
      return this;
    }

    /** What everybody may see: of a group its own, of a conversation that of the other user. null: none */
    public Builder publicData(JsonNode publicData) {
      this.publicData = publicData;
      return this;
    }

    /** What only the user himself sees. null: none */
    public Builder privateData(JsonNode privateData) {
      this.privateData = privateData;
      return this;
    }

    /** The own modes. null for strangers */
    public Builder access(Access access) {
      this.access = access;
      return this;
    }

    /** What newcomers get. null unless one may know it */
    public Builder defaultAccess(DefaultAccess defaultAccess) {
      this.defaultAccess = defaultAccess;
      return this;
    }

    /** When something was last said, ms since the epoch. null: never */
    public Builder lastMessage(Long lastMessage) {
      this.lastMessage = lastMessage;
      return this;
    }

    /** The token of a bearer group. null: none, or not for this user */
    public Builder bearer(Bearer bearer) {
      this.bearer = bearer;
      return this;
    }

    /** null where the server does not say */
    public Builder memberCount(Integer memberCount) {
      this.memberCount = memberCount;
      return this;
    }

    /** The words by which it is found. null unless one may know them */
    public Builder tags(List<String> tags) {
      this.tags = tags;
      return this;
    }

    /** The value as it was set up. */
    public StoredDescription build() {
      return new StoredDescription(this);
    }
  }
}
