package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Members of a packet, by type. A member of another type is as good as none. */
final class Fields {
  private Fields() {}

  static String text(JsonNode object, String name) {
    JsonNode value = object.get(name);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  static Integer count(JsonNode object, String name) {
    JsonNode value = object.get(name);
    return value != null && value.canConvertToInt() ? Integer.valueOf(value.intValue()) : null;
  }

  /** null where there is none, or JSON null */
  static JsonNode object(JsonNode object, String name) {
    JsonNode value = object.get(name);
    return value != null && value.isObject() ? value : null;
  }

  static List<String> texts(JsonNode object, String name) {
    JsonNode value = object.get(name);
    if (value == null || !value.isArray()) return null;
    List<String> texts = new ArrayList<>();
    for (JsonNode one : value) if (one.isTextual()) texts.add(one.textValue());
    return Collections.unmodifiableList(texts);
  }
}
