package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** Something of the application's: JSON, and what its types make of it. Read when it is asked for, by whoever asks. */
final class Payload<T> {
  private final JsonNode json;
  private final Function<JsonNode, T> reader;
  private T value;
  private volatile boolean isRead;

  Payload(JsonNode json, Function<JsonNode, T> reader) {
    this.json = json;
    this.reader = reader;
  }

  /** null: there is none */
  JsonNode json() {
    return json;
  }

  /** The same object each time. null: there is none, or it does not fit the type */
  T value() {
    if (isRead) return value;
    // code of the application runs, so without a lock; of two threads at once the first one's object stays
    T made = json == null || json.isNull() ? null : reader.apply(json);
    synchronized (this) {
      if (!isRead) value = made;
      isRead = true;
      return value;
    }
  }
}
