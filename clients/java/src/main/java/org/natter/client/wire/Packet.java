package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import org.natter.client.values.Json;

/** A packet of the server: one of four kinds. Immutable. */
public final class Packet {
  private final Ctrl ctrl;
  private final Data data;
  private final Meta meta;
  private final Pres pres;

  private Packet(Ctrl ctrl, Data data, Meta meta, Pres pres) {
    this.ctrl = ctrl;
    this.data = data;
    this.meta = meta;
    this.pres = pres;
  }

  /** @return null for what is none of the four, so that later kinds are passed over */
  public static Packet read(String text) {
    JsonNode json = Json.parse(text);
    if (json == null || !json.isObject()) return null;
    JsonNode ctrl = json.get("ctrl");
    JsonNode data = json.get("data");
    JsonNode meta = json.get("meta");
    JsonNode pres = json.get("pres");
    if (countOf(ctrl, data, meta, pres) != 1) return null;
    if (has(ctrl, "text", "ts") && ctrl.path("code").isNumber()) return new Packet(new Ctrl(ctrl), null, null, null);
    if (has(data, "topic", "ts")) return new Packet(null, new Data(data), null, null);
    if (has(meta, "topic", "ts")) return new Packet(null, null, new Meta(meta), null);
    if (has(pres, "topic", "what")) return new Packet(null, null, null, new Pres(pres));
    return null;
  }

  private static int countOf(JsonNode... kinds) {
    int count = 0;
    for (JsonNode kind : kinds) if (kind != null) count++;
    return count;
  }

  private static boolean has(JsonNode body, String... texts) {
    if (body == null) return false;
    for (String name : texts) if (Fields.text(body, name) == null) return false;
    return true;
  }

  /** An answer, or news of the session. null: another kind */
  public Ctrl ctrl() {
    return ctrl;
  }

  /** A message. null: another kind */
  public Data data() {
    return data;
  }

  /** A description or a list. null: another kind */
  public Meta meta() {
    return meta;
  }

  /** Presence. null: another kind */
  public Pres pres() {
    return pres;
  }
}
