package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What somebody says of an account or a topic. What was not set stays as it is. Each method returns another object and
 * leaves this one as it was.
 */
public final class Changes {
  /** What to do with the token of a bearer group. */
  public enum BearerChange {
    /** open the group to bearers, or change what they get */
    OPEN,
    /** a new token; the old one is worth nothing any more */
    RENEW,
    /** nobody joins by token any more */
    CLOSE
  }

  private static final Changes NONE = new Changes(null, null, null, null, null, null);

  private final JsonNode publicData;
  private final JsonNode privateData;
  private final DefaultAccess defaultAccess;
  private final List<String> tags;
  private final BearerChange bearer;
  private final String bearerMode;

  private Changes(
      JsonNode publicData,
      JsonNode privateData,
      DefaultAccess defaultAccess,
      List<String> tags,
      BearerChange bearer,
      String bearerMode) {
    this.publicData = publicData;
    this.privateData = privateData;
    this.defaultAccess = defaultAccess;
    this.tags = tags;
    this.bearer = bearer;
    this.bearerMode = bearerMode;
  }

  /** Nothing. */
  public static Changes none() {
    return NONE;
  }

  /** What everybody may see; JSON {@code null} clears it. */
  public Changes withPublicData(JsonNode value) {
    return new Changes(value, privateData, defaultAccess, tags, bearer, bearerMode);
  }

  /** What only the user himself sees; JSON {@code null} clears it. */
  public Changes withPrivateData(JsonNode value) {
    return new Changes(publicData, value, defaultAccess, tags, bearer, bearerMode);
  }

  /** What newcomers get. */
  public Changes withDefaultAccess(DefaultAccess value) {
    return new Changes(publicData, privateData, value, tags, bearer, bearerMode);
  }

  /** The words by which it is found; an empty list clears them. */
  public Changes withTags(List<String> value) {
    List<String> copy = Collections.unmodifiableList(new ArrayList<>(value));
    return new Changes(publicData, privateData, defaultAccess, copy, bearer, bearerMode);
  }

  /** Whoever presents the token of the group becomes a member with this mode. */
  public Changes openToBearers(String mode) {
    return new Changes(publicData, privateData, defaultAccess, tags, BearerChange.OPEN, mode);
  }

  /** A new token; the old one is worth nothing any more. */
  public Changes renewBearer() {
    return new Changes(publicData, privateData, defaultAccess, tags, BearerChange.RENEW, null);
  }

  /** Nobody joins by token any more. */
  public Changes closeToBearers() {
    return new Changes(publicData, privateData, defaultAccess, tags, BearerChange.CLOSE, null);
  }

  /** null: stays; JSON {@code null}: cleared */
  public JsonNode publicData() {
    return publicData;
  }

  /** null: stays; JSON {@code null}: cleared */
  public JsonNode privateData() {
    return privateData;
  }

  /** null: stays */
  public DefaultAccess defaultAccess() {
    return defaultAccess;
  }

  /** null: stay; empty: cleared */
  public List<String> tags() {
    return tags;
  }

  /** null: stays */
  public BearerChange bearer() {
    return bearer;
  }

  /** With {@link BearerChange#OPEN}: what bearers get, as letters. Otherwise null. */
  public String bearerMode() {
    return bearerMode;
  }
}
