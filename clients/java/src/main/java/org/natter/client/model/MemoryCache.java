package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A cache that ends with the process. */
public final class MemoryCache implements Cache {
  private final Map<String, JsonNode> values = new ConcurrentHashMap<>();

  /** An empty one. */
  public MemoryCache() {}

  @Override
  public JsonNode read(String key) {
    JsonNode value = values.get(key);
    return value == null ? null : value.deepCopy();
  }

  @Override
  public void write(Map<String, JsonNode> entries) {
    entries.forEach(
        (key, value) -> {
          if (value == null) values.remove(key);
          else values.put(key, value.deepCopy());
        });
  }

  @Override
  public void clear() {
    values.clear();
  }
}
