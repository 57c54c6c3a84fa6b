package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.natter.client.values.Json;

/**
 * A message of a client; its {@code id} is added when it is sent. Set it up before it is handed over, and leave it then.
 * Members that are not set, or set to null, are left out.
 */
public abstract class Request {
  /** The value that clears a {@code public}, a {@code private}, {@code tags}, a bearer token or a credential. */
  public static final String CLEAR = "\u2421";

  final Members members;
  private final String word;
  private final String topic;

  /** @param topic null where the message has none */
  Request(String word, String topic, Members members) {
    this.word = word;
    this.topic = topic;
    this.members = members;
    members.put("topic", topic);
  }

  /** The word of the wire: {@code acc}, {@code login}, {@code sub} … */
  public final String word() {
    return word;
  }

  /** null where the message has none */
  public final String topic() {
    return topic;
  }

  /** null unless it is a text */
  final String text(String name) {
    JsonNode value = members.get(name);
    return value == null ? null : value.textValue();
  }

  /** Of an object within; null unless it is a text. */
  final String text(String outer, String name) {
    JsonNode object = members.get(outer);
    return object == null ? null : object.path(name).textValue();
  }

  /** The text of the packet. */
  String write(String id) {
    ObjectNode body = Json.mapper().createObjectNode().put("id", id);
    body.setAll(members.json());
    ObjectNode packet = Json.mapper().createObjectNode();
    packet.set(word, body);
    return packet.toString();
  }
}
