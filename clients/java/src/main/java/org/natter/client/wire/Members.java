package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.natter.client.values.Json;

/** An object whose members are written in the order of the manual, in whatever order they were set. */
final class Members {
  private final String[] order;
  private final Map<String, JsonNode> values = new HashMap<>();

  Members(String... order) {
    this.order = order;
  }

  /** null: as if it was not set */
  void put(String name, JsonNode value) {
    if (value == null) values.remove(name);
    else values.put(name, value);
  }

  void put(String name, String value) {
    put(name, value == null ? null : Json.mapper().getNodeFactory().textNode(value));
  }

  void put(String name, boolean value) {
    put(name, Json.mapper().getNodeFactory().booleanNode(value));
  }

  void put(String name, int value) {
    put(name, Json.mapper().getNodeFactory().numberNode(value));
  }

  /** null: as if it was not set; so is an object without members */
  void put(String name, Members value) {
    put(name, value == null || value.values.isEmpty() ? null : value.json());
  }

  JsonNode get(String name) {
    return values.get(name);
  }

  ObjectNode json() {
    ObjectNode object = Json.mapper().createObjectNode();
    for (String name : order) if (values.containsKey(name)) object.set(name, values.get(name));
    return object;
  }
}
