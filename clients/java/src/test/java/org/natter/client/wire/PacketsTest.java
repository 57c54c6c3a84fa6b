package org.natter.client.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.natter.client.Vectors;
import org.natter.client.values.Json;

class PacketsTest {
  static Stream<String> canonicalRequests() {
    return Vectors.cases("packets", "requests")
        .filter(one -> one.has("canonical"))
        .map(one -> one.get("canonical").textValue())
        // the bindings give every request an id
        .filter(text -> Json.parse(text).iterator().next().has("id"))
        // and say the mode of a token, also where it is the default: an object without members is left out
        .filter(text -> !text.contains("\"bearer\":{}"));
  }

  static Stream<JsonNode> answers() {
    return Vectors.cases("packets", "answers");
  }

  @ParameterizedTest
  @MethodSource("canonicalRequests")
  void requestsAreWrittenInTheirCanonicalForm(String canonical) {
    String word = Json.parse(canonical).fieldNames().next();
    JsonNode body = Json.parse(canonical).get(word);
    Request request = request(word, body, canonical);
    assertThat(request.word()).isEqualTo(word);
    assertThat(request.write(body.get("id").textValue())).isEqualTo(canonical);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void packetsOfAServer(JsonNode one) {
    Packet packet = Packet.read(one.get("text").textValue());
    assertThat(packet == null ? null : kindOf(packet)).isEqualTo(one.get("kind").textValue());
  }

  private static String kindOf(Packet packet) {
    List<String> kinds = new ArrayList<>();
    if (packet.ctrl() != null) kinds.add("ctrl");
    if (packet.data() != null) kinds.add("data");
    if (packet.meta() != null) kinds.add("meta");
    if (packet.pres() != null) kinds.add("pres");
    return String.join(" ", kinds);
  }

  @Test
  void membersOfPackets() {
    Ctrl greeting = Packet.read(answer(0)).ctrl();
    assertThat(greeting.id()).isNull();
    assertThat(greeting.code()).isEqualTo(201);
    assertThat(greeting.text()).isEqualTo("created");
    assertThat(greeting.params().path("ext").path("key").intValue()).isEqualTo(1);
    Ctrl accepted = Packet.read(answer(1)).ctrl();
    assertThat(accepted.id()).isEqualTo("1");
    assertThat(accepted.topic()).isEqualTo("grpuhB5OZqd-mMY");
    Data said = Packet.read(answer(3)).data();
    assertThat(said.from()).isEqualTo("usrOj0B3-gSBSs");
    assertThat(said.content()).hasToString("{\"txt\":\"hi\",\"n\":1.0}");
    assertThat(Packet.read(answer(4)).data().from()).isNull();
    assertThat(Packet.read(answer(5)).meta().info()).isNull();
    Info info = Packet.read(answer(6)).meta().info();
    assertThat(info.created()).isEqualTo("2015-10-06T18:07:29.841Z");
    assertThat(info.publicData()).isNull();
    assertThat(info.tags()).isNull();
    assertThat(Packet.read(answer(7)).pres().user()).isEqualTo("usrIU_LOVwRNsc");
  }

  @Test
  void membersOfExtensions() {
    assertThat(Packet.read(answer(9)).ctrl().params().path("ext").path("bearer").intValue()).isEqualTo(1);
    assertThat(Packet.read(answer(10)).ctrl().params().path("info").path("bearer").path("mode").textValue())
        .isEqualTo("RWP");
    Info info = Packet.read(answer(12)).meta().info();
    assertThat(info.bearer().path("token").textValue()).isEqualTo("uW3bq0aZ7Jc1nX5kLr9-_Q");
    assertThat(info.members()).isEqualTo(10_000);
    assertThat(info.tags()).containsExactly("hiking");
    List<SubEntry> contacts = Packet.read(answer(13)).meta().subs();
    assertThat(contacts).extracting(SubEntry::unread).containsExactly(3, 1000);
    assertThat(contacts.get(0).last().path("content").textValue()).isEqualTo("hi");
    assertThat(contacts.get(1).last().path("cut").booleanValue()).isTrue();
    List<SubEntry> found = Packet.read(answer(14)).meta().subs();
    assertThat(found.get(0).tags()).containsExactly("bob", "city:paris");
    assertThat(found.get(1).topic()).isEqualTo("grpuhB5OZqd-mMY");
  }

  private static String answer(int at) {
    return Vectors.read("packets").path("answers").path(at).path("text").textValue();
  }

  @Test
  void aContentGoesOutAsItIs() {
    String content = "{ \"b\" : 1.00, \"a\":[ ], \"b\" : 12345678901234567890 }";
    assertThat(new PubRequest("me", content).key("k").write("7"))
        .isEqualTo("{\"pub\":{\"id\":\"7\",\"topic\":\"me\",\"key\":\"k\",\"content\":" + content + "}}");
  }

  @Test
  void theOrderOfTheCallsDoesNotMatter() {
    Request request = new SubRequest("me").subs(new SubsPage().inbox(true).limit(3)).get("sub").mode("RW");
    assertThat(request.write("1"))
        .isEqualTo(
            "{\"sub\":{\"id\":\"1\",\"topic\":\"me\",\"sub\":{\"mode\":\"RW\"},\"get\":\"sub\","
                + "\"subs\":{\"limit\":3,\"inbox\":true}}}");
  }

  // ---- a packet as a program would set it up

  private static Request request(String word, JsonNode body, String canonical) {
    String topic = text(body, "topic");
    switch (word) {
      case "acc":
        return new AccRequest().user(text(body, "user")).auth(credentials(body)).init(init(body.get("init")));
      case "login":
        return new LoginRequest()
            .scheme(text(body, "scheme"))
            .secret(text(body, "secret"))
            .expireIn(text(body, "expireIn"))
            .tag(text(body, "tag"));
      case "sub":
        SubRequest sub = new SubRequest(topic).get(text(body, "get")).browse(browse(body.get("browse")));
        sub.subs(subs(body.get("subs"))).bearer(text(body, "bearer")).init(init(body.get("init")));
        if (body.has("sub")) sub.mode(text(body.get("sub"), "mode")).info(body.get("sub").get("info"));
        return sub;
      case "leave":
        return body.has("unsub") ? new LeaveRequest(topic).unsub(true) : new LeaveRequest(topic);
      case "pub":
        int at = canonical.indexOf("\"content\":") + "\"content\":".length();
        return new PubRequest(topic, canonical.substring(at, canonical.length() - 2)).key(text(body, "key"));
      case "get":
        GetRequest get = new GetRequest(topic).subs(subs(body.get("subs"))).find(text(body, "find"));
        return get.what(text(body, "what")).browse(browse(body.get("browse")));
      case "set":
        return set(topic, body);
      case "del":
        DelRequest del = new DelRequest(topic).what(text(body, "what")).before(text(body, "before"));
        return body.has("hard") ? del.hard(body.get("hard").booleanValue()) : del;
      default:
        throw new AssertionError("no request " + word);
    }
  }

  private static SetRequest set(String topic, JsonNode body) {
    SetRequest set = new SetRequest(topic).what(text(body, "what")).info(init(body.get("info")));
    JsonNode sub = body.get("sub");
    return sub == null ? set : set.mode(text(sub, "mode")).user(text(sub, "user")).subInfo(sub.get("info"));
  }

  private static Credential[] credentials(JsonNode body) {
    List<Credential> all = new ArrayList<>();
    for (JsonNode one : body.get("auth")) {
      all.add(new Credential().scheme(text(one, "scheme")).secret(text(one, "secret")));
    }
    return all.toArray(new Credential[0]);
  }

  private static Init init(JsonNode json) {
    if (json == null) return null;
    Init init = new Init().publicData(json.get("public")).privateData(json.get("private"));
    if (json.has("tags")) {
      List<String> tags = new ArrayList<>();
      json.get("tags").forEach(tag -> tags.add(tag.textValue()));
      init.tags(tags);
    }
    if (json.has("bearer")) bearer(init, json.get("bearer"));
    JsonNode defacs = json.get("defacs");
    return defacs == null ? init : init.defacs(text(defacs, "auth"), text(defacs, "anon"));
  }

  private static void bearer(Init init, JsonNode json) {
    if (json.isTextual()) init.closeBearer();
    else if (json.has("renew")) init.renewBearer();
    else init.bearerMode(text(json, "mode"));
  }

  private static SubsPage subs(JsonNode json) {
    if (json == null) return null;
    SubsPage subs = new SubsPage().after(text(json, "after"));
    if (json.has("inbox")) subs.inbox(json.get("inbox").booleanValue());
    return json.has("limit") ? subs.limit(json.get("limit").intValue()) : subs;
  }

  private static Browse browse(JsonNode json) {
    if (json == null) return null;
    Browse browse = new Browse().since(text(json, "since")).before(text(json, "before"));
    if (json.has("ascnd")) browse.ascnd(json.get("ascnd").booleanValue());
    return json.has("limit") ? browse.limit(json.get("limit").intValue()) : browse;
  }

  private static String text(JsonNode object, String name) {
    return object.path(name).textValue();
  }
}
