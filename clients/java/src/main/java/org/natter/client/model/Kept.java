package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.natter.client.values.NatterException;

/**
 * How the values of the model are kept in the cache. Written out, so that no name of a field is looked up at run time. Absent
 * is null, in both directions.
 */
final class Kept {
  private Kept() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static <T> ArrayNode list(List<T> values, Function<T, JsonNode> write) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (T value : values) list.add(write.apply(value));
    return list;
  }

  static <T> List<T> list(JsonNode kept, Function<JsonNode, T> read) {
    List<T> values = new ArrayList<>();
    for (JsonNode one : kept) values.add(read.apply(one));
    return values;
  }

  static JsonNode message(StoredMessage message) {
    ObjectNode kept = object().put("position", message.position()).put("at", message.at());
    return kept.put("from", message.from()).set("content", message.content());
  }

  static StoredMessage message(JsonNode kept) {
    return new StoredMessage(
        kept.path("position").asLong(), kept.path("at").asLong(), text(kept, "from"), json(kept, "content"));
  }

  static JsonNode unsent(Unsent unsent) {
    ObjectNode kept = object().put("key", unsent.key).put("json", unsent.json).put("at", unsent.at);
    if (unsent.error == null) return kept;
    ObjectNode error = object().put("code", unsent.error.code()).put("text", unsent.error.text());
    return kept.set("error", error.put("isInDoubt", unsent.isInDoubt));
  }

  static Unsent unsent(JsonNode kept) {
    Unsent unsent = new Unsent(kept.path("key").asText(), kept.path("json").asText(), kept.path("at").asLong());
    JsonNode error = json(kept, "error");
    if (error == null) return unsent;
    NatterException why = new NatterException(error.path("code").asInt(), text(error, "text"), null);
    return unsent.refused(why, error.path("isInDoubt").asBoolean());
  }

  static JsonNode login(Login login) {
    ObjectNode kept = object().put("user", login.user()).put("token", login.token());
    return kept.put("expires", login.expires()).put("tag", login.tag());
  }

  static Login login(JsonNode kept, String tag) {
    return new Login(kept.path("user").asText(), kept.path("token").asText(), kept.path("expires").asLong(), tag);
  }

  static JsonNode contact(StoredContact contact) {
    ObjectNode kept = object().put("topic", contact.topic()).put("user", contact.user());
    kept.put("updated", contact.updated()).put("mode", contact.mode()).put("unread", contact.unread());
    kept.put("lastMessage", contact.lastMessage()).put("seen", contact.seen()).put("seenHere", contact.seenHere());
    kept.set("public", contact.publicData());
    kept.set("private", contact.privateData());
    return kept.set("last", contact.last() == null ? null : message(contact.last()));
  }

  static StoredContact contact(JsonNode kept) {
    JsonNode last = json(kept, "last");
    return new StoredContact.Builder()
        .topic(text(kept, "topic"))
        .user(text(kept, "user"))
        .updated(kept.path("updated").asLong())
        .mode(text(kept, "mode"))
        .unread(kept.path("unread").asInt())
        .lastMessage(number(kept, "lastMessage"))
        .seen(number(kept, "seen"))
        .seenHere(number(kept, "seenHere"))
        .publicData(json(kept, "public"))
        .privateData(json(kept, "private"))
        .last(last == null ? null : message(last))
        .build();
  }

  static JsonNode member(StoredMember member) {
    ObjectNode kept = object().put("user", member.user()).put("updated", member.updated()).put("mode", member.mode());
    kept.set("public", member.publicData());
    return kept.set("private", member.privateData());
  }

  static StoredMember member(JsonNode kept) {
    return new StoredMember.Builder()
        .user(text(kept, "user"))
        .updated(kept.path("updated").asLong())
        .mode(text(kept, "mode"))
        .publicData(json(kept, "public"))
        .privateData(json(kept, "private"))
        .build();
  }

  static JsonNode description(StoredDescription of) {
    ObjectNode kept = object().put("created", of.created()).put("updated", of.updated());
    kept.put("lastMessage", of.lastMessage()).put("memberCount", of.memberCount());
    kept.set("public", of.publicData());
    kept.set("private", of.privateData());
    if (of.access() != null) kept.set("access", pair(of.access().want(), of.access().given()));
    if (of.defaultAccess() != null) kept.set("default", pair(of.defaultAccess().auth(), of.defaultAccess().anon()));
    if (of.bearer() != null) kept.set("bearer", pair(of.bearer().mode(), of.bearer().token()));
    if (of.tags() != null) kept.set("tags", list(of.tags(), JsonNodeFactory.instance::textNode));
    return kept;
  }

  static StoredDescription description(JsonNode kept) {
    JsonNode access = kept.get("access");
    JsonNode byDefault = kept.get("default");
    JsonNode bearer = kept.get("bearer");
    JsonNode tags = kept.get("tags");
    return new StoredDescription.Builder()
        .created(kept.path("created").asLong())
        .updated(kept.path("updated").asLong())
        .lastMessage(number(kept, "lastMessage"))
        .memberCount(kept.hasNonNull("memberCount") ? kept.get("memberCount").asInt() : null)
        .publicData(json(kept, "public"))
        .privateData(json(kept, "private"))
        .access(access == null ? null : new Access(text(access, 0), text(access, 1)))
        .defaultAccess(byDefault == null ? null : new DefaultAccess(text(byDefault, 0), text(byDefault, 1)))
        .bearer(bearer == null ? null : new Bearer(text(bearer, 0), text(bearer, 1)))
        .tags(tags == null ? null : list(tags, JsonNode::asText))
        .build();
  }

  private static JsonNode pair(String one, String other) {
    return JsonNodeFactory.instance.arrayNode().add(one).add(other);
  }

  static String text(JsonNode kept, String name) {
    return kept.hasNonNull(name) ? kept.get(name).asText() : null;
  }

  private static String text(JsonNode pair, int index) {
    return pair.hasNonNull(index) ? pair.get(index).asText() : null;
  }

  private static Long number(JsonNode kept, String name) {
    return kept.hasNonNull(name) ? kept.get(name).asLong() : null;
  }

  static JsonNode json(JsonNode kept, String name) {
    return kept.hasNonNull(name) ? kept.get(name) : null;
  }
}
