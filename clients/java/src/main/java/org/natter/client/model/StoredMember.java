package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;

/** A member of a topic. Immutable. */
public final class StoredMember {
  private final String user;
  private final long updated;
  private final String mode;
  private final JsonNode publicData;
  private final JsonNode privateData;
  private final Boolean isOnline;

  private StoredMember(Builder of) {
    user = of.user;
    updated = of.updated;
    mode = of.mode;
    publicData = of.publicData;
    privateData = of.privateData;
    isOnline = of.isOnline;
  }

  /** The id of the user */
  public String user() {
    return user;
  }

  /** ms since the epoch */
  public long updated() {
    return updated;
  }

  /** What is both wanted and given; {@code N}: invited, waiting or declined; {@code X}: banned */
  public String mode() {
    return mode;
  }

  /** What everybody may see of him. null: none */
  public JsonNode publicData() {
    return publicData;
  }

  /** Of oneself: what only oneself sees. null: none, or somebody else */
  public JsonNode privateData() {
    return privateData;
  }

  /** null where one may not know it */
  public Boolean isOnline() {
    return isOnline;
  }

  /** What is not set is absent. */
  public static final class Builder {
    private String user;
    private long updated;
    private String mode = "N";
    private JsonNode publicData;
    private JsonNode privateData;
    private Boolean isOnline;

    /** The id of the user */
    public Builder user(String user) {
      this.user = user;
      return this;
    }

    /** ms since the epoch */
    public Builder updated(long updated) {
      this.updated = updated;
      return this;
    }

    /** What is both wanted and given; {@code N}: invited, waiting or declined; {@code X}: banned */
    public Builder mode(String mode) {
      this.mode = mode;
      return this;
    }

    /** What everybody may see of him. null: none */
    public Builder publicData(JsonNode publicData) {
      this.publicData = publicData;
      return this;
    }

    /** Of oneself: what only oneself sees. null: none, or somebody else */
    public Builder privateData(JsonNode privateData) {
      this.privateData = privateData;
      return this;
    }

    /** null where one may not know it */
    public Builder isOnline(Boolean isOnline) {
      this.isOnline = isOnline;
      return this;
    }

    /** The value as it was set up. */
    public StoredMember build() {
      return new StoredMember(this);
    }
  }
}
