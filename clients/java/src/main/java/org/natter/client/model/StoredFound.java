package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;

/** A user or a group that a search found. Immutable. */
public final class StoredFound {
  private final String user;
  private final String topic;
  private final JsonNode publicData;
  private final List<String> tags;

  private StoredFound(Builder of) {
    user = of.user;
    topic = of.topic;
    publicData = of.publicData;
    tags = of.tags;
  }

  /** null for a group */
  public String user() {
    return user;
  }

  /** null for a user */
  public String topic() {
    return topic;
  }

  /** What everybody may see. null: none */
  public JsonNode publicData() {
    return publicData;
  }

  /** The words by which it was found */
  public List<String> tags() {
    return tags;
  }

  /** What is not set is absent. */
  public static final class Builder {
    private String user;
    private String topic;
    private JsonNode publicData;
    private List<String> tags = Collections.emptyList();

    /** null for a group */
    public Builder user(String user) {
      this.user = user;
      return this;
    }

    /** null for a user */
    public Builder topic(String topic) {
      this.topic = topic;
      return this;
    }

    /** What everybody may see. null: none */
    public Builder publicData(JsonNode publicData) {
      this.publicData = publicData;
      return this;
    }

    /** The words by which it was found */
    public Builder tags(List<String> tags) {
      this.tags = tags;
      return this;
    }

    /** The value as it was set up. */
    public StoredFound build() {
      return new StoredFound(this);
    }
  }
}
