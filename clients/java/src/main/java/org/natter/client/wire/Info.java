package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A description. Immutable. */
public final class Info {
  private final JsonNode json;

  Info(JsonNode json) {
    this.json = json;
  }

  /** RFC 3339 */
  public String created() {
    return Fields.text(json, "created");
  }

  /** RFC 3339 */
  public String updated() {
    return Fields.text(json, "updated");
  }

  /** The name of the topic. null where it was asked for by name */
  public String name() {
    return Fields.text(json, "name");
  }

  /** What everybody may see. null: none */
  public JsonNode publicData() {
    return json.get("public");
  }

  /** What only the user himself sees. null: none */
  public JsonNode privateData() {
    return json.get("private");
  }

  /** {@code auth} and {@code anon}: what newcomers get. null unless one may know it */
  public JsonNode defacs() {
    return Fields.object(json, "defacs");
  }

  /** {@code want} and {@code given}. null for strangers */
  public JsonNode acs() {
    return Fields.object(json, "acs");
  }

  /** When something was last said, RFC 3339. null: never */
  public String lastMsg() {
    return Fields.text(json, "lastMsg");
  }

  /** {@code mode} and {@code token} of a bearer group. null: none, or not for this user */
  public JsonNode bearer() {
    return Fields.object(json, "bearer");
  }

  /** How many. null where the server does not say */
  public Integer members() {
    return Fields.count(json, "members");
  }

  /** The words by which it is found. null unless one may know them */
  public List<String> tags() {
    return Fields.texts(json, "tags");
  }
}
