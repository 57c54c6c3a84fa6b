package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import org.natter.client.values.Json;

/** A description, of something new or in place of the former. What is not set, or set to null, is left out. */
public final class Init {
  final Members members = new Members("defacs", "public", "private", "bearer", "tags");

  /** What newcomers get, as letters; null leaves one as it is. */
  public Init defacs(String auth, String anon) {
    Members defacs = new Members("auth", "anon");
    defacs.put("auth", auth);
    defacs.put("anon", anon);
    members.put("defacs", defacs);
    return this;
  }

  /** What everybody may see; the text {@link Request#CLEAR} clears it. */
  public Init publicData(JsonNode value) {
    members.put("public", value);
    return this;
  }

  /** What only the user himself sees; the text {@link Request#CLEAR} clears it. */
  public Init privateData(JsonNode value) {
    members.put("private", value);
    return this;
  }

  /** What bearers of the token get, as letters: opens the group to them. */
  public Init bearerMode(String value) {
    Members bearer = new Members("mode");
    bearer.put("mode", value);
    members.put("bearer", bearer);
    return this;
  }

  /** A new token in place of the old one. */
  public Init renewBearer() {
    Members bearer = new Members("renew");
    bearer.put("renew", true);
    members.put("bearer", bearer);
    return this;
  }

  /** Nobody joins by token any more. */
  public Init closeBearer() {
    members.put("bearer", Request.CLEAR);
    return this;
  }

  /** The words by which it is found; an empty list clears them. */
  public Init tags(List<String> value) {
    if (value.isEmpty()) {
      members.put("tags", Request.CLEAR);
      return this;
    }
    ArrayNode all = Json.mapper().createArrayNode();
    value.forEach(all::add);
    members.put("tags", all);
    return this;
  }
}
