package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** An entry of a list: a member of a topic, a topic of one's own ({@code me}), or what was found ({@code fnd}). Immutable. */
public final class SubEntry {
  private final JsonNode json;

  SubEntry(JsonNode json) {
    this.json = json;
  }

  /** The member, or the user that was found. null: it is a topic */
  public String user() {
    return Fields.text(json, "user");
  }

  /** The topic. null: it is a user */
  public String topic() {
    return Fields.text(json, "topic");
  }

  /** In a conversation: the other user. null otherwise */
  public String with() {
    return Fields.text(json, "with");
  }

  /** RFC 3339 */
  public String updated() {
    return Fields.text(json, "updated");
  }

  /** What is both wanted and given. null where it is not said */
  public String mode() {
    return Fields.text(json, "mode");
  }

  /** What everybody may see. null: none */
  public JsonNode publicData() {
    return json.get("public");
  }

  /** What only the user himself sees. null: none */
  public JsonNode privateData() {
    return json.get("private");
  }

  /** {@code on} or {@code off}. null where one may not know it */
  public String online() {
    return Fields.text(json, "online");
  }

  /** When something was last said, RFC 3339. null: never */
  public String lastMsg() {
    return Fields.text(json, "lastMsg");
  }

  /** When any client of the user was last there, RFC 3339. null: never */
  public String seen() {
    return Fields.text(json.path("seen"), "when");
  }

  /** When this client was last there, RFC 3339. null: never */
  public String seenTag() {
    return Fields.text(json, "seenTag");
  }

  /** At most 1000, which means that or more. null without the extension {@code inbox} */
  public Integer unread() {
    return Fields.count(json, "unread");
  }

  /** {@code ts}, {@code from} and {@code content} of the newest message. null: not said */
  public JsonNode last() {
    return Fields.object(json, "last");
  }

  /** The words by which it was found. null where it was not looked for */
  public List<String> tags() {
    return Fields.texts(json, "tags");
  }
}
