package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** How a topic is subscribed to. Each method returns another object and leaves this one as it was. */
public final class Joining {
  private static final Joining PLAIN = new Joining(null, null, null, null);

  private final String mode;
  private final JsonNode info;
  private final JsonNode privateData;
  private final String bearer;

  private Joining(String mode, JsonNode info, JsonNode privateData, String bearer) {
    this.mode = mode;
    this.info = info;
    this.privateData = privateData;
    this.bearer = bearer;
  }

  /** As the topic gives it. */
  public static Joining plain() {
    return PLAIN;
  }

  /** What one wants, as letters. */
  public Joining withMode(String value) {
    return new Joining(value, info, privateData, bearer);
  }

  /** Words for whoever decides on it. */
  public Joining withInfo(String text) {
    return withInfo(TextNode.valueOf(text));
  }

  /** For whoever decides on it. */
  public Joining withInfo(JsonNode value) {
    return new Joining(mode, value, privateData, bearer);
  }

  /** What only the user himself sees of the topic. */
  public Joining withPrivateData(JsonNode value) {
    return new Joining(mode, info, value, bearer);
  }

  /** The token of a bearer group. */
  public Joining withBearer(String token) {
    return new Joining(mode, info, privateData, token);
  }

  /** null: what the topic gives */
  public String mode() {
    return mode;
  }

  /** null: nothing to say */
  public JsonNode info() {
    return info;
  }

  /** null: none */
  public JsonNode privateData() {
    return privateData;
  }

  /** null: without a token */
  public String bearer() {
    return bearer;
  }
}
