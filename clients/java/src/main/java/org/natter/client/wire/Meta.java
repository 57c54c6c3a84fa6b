package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {meta}: a description, or a list. Immutable. */
public final class Meta {
  private final JsonNode json;

  Meta(JsonNode json) {
    this.json = json;
  }

  /** Of the request. null: not an answer */
  public String id() {
    return Fields.text(json, "id");
  }

  /** What it is about */
  public String topic() {
    return Fields.text(json, "topic");
  }

  /** When, RFC 3339 */
  public String ts() {
    return Fields.text(json, "ts");
  }

  /** null unless it is a description */
  public Info info() {
    JsonNode info = Fields.object(json, "info");
    return info == null ? null : new Info(info);
  }

  /** null unless it is a list */
  public List<SubEntry> subs() {
    JsonNode all = json.get("sub");
    if (all == null || !all.isArray()) return null;
    List<SubEntry> entries = new ArrayList<>();
    for (JsonNode one : all) entries.add(new SubEntry(one));
    return Collections.unmodifiableList(entries);
  }
}
