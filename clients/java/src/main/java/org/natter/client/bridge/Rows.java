package org.natter.client.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import org.natter.client.model.Access;
import org.natter.client.model.Bearer;
import org.natter.client.model.StoredContact;
import org.natter.client.model.DefaultAccess;
import org.natter.client.model.StoredDescription;
import org.natter.client.model.StoredFound;
import org.natter.client.model.StoredMember;
import org.natter.client.model.StoredMessage;
import org.natter.client.values.Times;
import org.natter.client.wire.Data;
import org.natter.client.wire.Info;
import org.natter.client.wire.SubEntry;

/** What packets say, as values of the model. Positions are times here: {@code ts} grows from message to message. */
final class Rows {
  private Rows() {}

  /** 0 for what is no time */
  static long timeOf(String text) {
    Long time = timeOrNull(text);
    return time == null ? 0 : time;
  }

  private static Long timeOrNull(String text) {
    return text == null ? null : Times.parse(text);
  }

  static StoredMessage messageOf(Data data) {
    long at = timeOf(data.ts());
    return new StoredMessage(at, at, data.from(), data.content());
  }

  static StoredDescription descriptionOf(Info info) {
    return new StoredDescription.Builder()
        .created(timeOf(info.created()))
        .updated(timeOf(info.updated()))
        .publicData(info.publicData())
        .privateData(info.privateData())
        .access(accessOf(info.acs()))
        .defaultAccess(defaultAccessOf(info.defacs()))
        .lastMessage(timeOrNull(info.lastMsg()))
        .bearer(bearerOf(info.bearer()))
        .memberCount(info.members())
        .tags(info.tags())
        .build();
  }

  private static Access accessOf(JsonNode acs) {
    return acs == null ? null : new Access(acs.path("want").asText("N"), acs.path("given").asText("N"));
  }

  private static DefaultAccess defaultAccessOf(JsonNode defacs) {
    return defacs == null
        ? null
        : new DefaultAccess(defacs.path("auth").textValue(), defacs.path("anon").textValue());
  }

  /** @param bearer null, or not an object: there is none */
  static Bearer bearerOf(JsonNode bearer) {
    return bearer == null || !bearer.isObject()
        ? null
        : new Bearer(bearer.path("mode").asText("N"), bearer.path("token").textValue());
  }

  static StoredMember memberOf(SubEntry entry) {
    return new StoredMember.Builder()
        .user(entry.user())
        .updated(timeOf(entry.updated()))
        .mode(modeOf(entry))
        .publicData(entry.publicData())
        .privateData(entry.privateData())
        .isOnline(entry.online() == null ? null : Boolean.valueOf(entry.online().equals("on")))
        .build();
  }

  static StoredContact contactOf(SubEntry entry) {
    return new StoredContact.Builder()
        .topic(entry.topic())
        .user(entry.with())
        .updated(timeOf(entry.updated()))
        .mode(modeOf(entry))
        .publicData(entry.publicData())
        .privateData(entry.privateData())
        .lastMessage(timeOrNull(entry.lastMsg()))
        .seen(timeOrNull(entry.seen()))
        .seenHere(timeOrNull(entry.seenTag()))
        .unread(unreadOf(entry))
        .last(lastOf(entry.last()))
        .build();
  }

  private static String modeOf(SubEntry entry) {
    return entry.mode() == null ? "N" : entry.mode();
  }

  /** Without counts of the server: something was said since any client of the user was there. */
  private static int unreadOf(SubEntry entry) {
    if (entry.unread() != null) return entry.unread();
    return timeOf(entry.lastMsg()) > timeOf(entry.seen()) ? 1 : 0;
  }

  private static StoredMessage lastOf(JsonNode last) {
    if (last == null) return null;
    long at = timeOf(last.path("ts").textValue());
    return new StoredMessage(at, at, last.path("from").textValue(), last.get("content"));
  }

  static StoredFound foundOf(SubEntry entry) {
    StoredFound.Builder found =
        new StoredFound.Builder().user(entry.user()).topic(entry.topic()).publicData(entry.publicData());
    return entry.tags() == null ? found.build() : found.tags(entry.tags()).build();
  }
}
