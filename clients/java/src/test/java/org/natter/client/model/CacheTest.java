package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.model.Stage.GROUP;
import static org.natter.client.model.Stage.at;
import static org.natter.client.model.Stage.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.natter.client.FakePlatform;
import org.natter.client.values.Json;

/** What is kept between two runs: shown at once, only what changed is fetched, what was deleted is gone. */
class CacheTest {
  @TempDir Path folder;

  private Cache cache(String kind) {
    return kind.equals("memory") ? new MemoryCache() : new FileCache(folder.resolve("cache").toFile());
  }

  private static void write(Cache cache, String key, JsonNode value) throws IOException {
    cache.write(Collections.singletonMap(key, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file"})
  void thePortReadsWhatWasWrittenLastRemovesClearsAndKeepsACopy(String kind) throws IOException {
    Cache cache = cache(kind);
    cache.clear();
    assertThat(cache.read("a")).isNull();
    ObjectNode value = (ObjectNode) Json.parse("{\"list\":[1,{\"two\":12345678901234567890.10}]}");
    String text = value.toString();
    Map<String, JsonNode> both = new HashMap<>();
    both.put("a", value);
    both.put("topic/grpA", Json.parse("1"));
    cache.write(both);
    value.put("three", 3);
    assertThat(cache.read("a")).hasToString(text);
    write(cache, "topic/grpa", Json.parse("2"));
    assertThat(cache.read("topic/grpA")).hasToString("1");
    both.put("a", Json.parse("2"));
    both.put("topic/grpA", null);
    cache.write(both);
    assertThat(cache.read("a")).hasToString("2");
    assertThat(cache.read("topic/grpA")).isNull();
    cache.clear();
    assertThat(cache.read("a")).isNull();
  }

  @Test
  void aFileThatIsCorruptCountsAsAbsent() throws IOException {
    Cache cache = cache("file");
    write(cache, "me", Json.parse("{\"contacts\":[]}"));
    Path file = files().get(0);
    for (String broken : new String[] {"", "{\"contacts\":", "\0\0\0", "{} {}"}) {
      Files.write(file, broken.getBytes(StandardCharsets.UTF_8));
      assertThat(cache.read("me")).isNull();
    }
    write(cache, "me", Json.parse("1"));
    assertThat(cache.read("me")).hasToString("1");
  }

  @Test
  void namesOfFilesDifferWhereCapitalsAreNotToldApart() throws IOException {
    Cache cache = cache("file");
    for (String key : new String[] {"grpA", "grpa", "grp_a", "grp-a", "grp/a", "../grpa"}) write(cache, key, Json.parse("1"));
    List<String> names =
        files().stream().map(file -> file.getFileName().toString()).collect(Collectors.toList());
    assertThat(names).hasSize(6).allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("cache"))) {
      return all.collect(Collectors.toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file"})
  void theNextRunShowsTheLastStateBeforeItIsConnectedAndFetchesOnlyWhatChanged(String kind) throws IOException {
    Cache cache = cache(kind);
    Stage stage = Stage.online(cache);
    FakeServer server = stage.server;
    for (int n = 1; n <= 3; n++) server.store(GROUP, message(n));
    stage.openGroup();
    stage.platform.advance(1000);
    server.isDown = true;
    server.lose();
    stage.group().publish("typed offline");
    stage.platform.advance(100);
    stage.run(stage.client.stop());

    FakePlatform platform = stage.platform;
    Stage next = new Stage(platform, server, cache);
    assertThat(next.run(next.client.start())).isEqualTo(FakeServer.USER);
    assertThat(next.client.me().getSnapshot().contacts()).hasSize(2);
    assertThat(next.client.me().getSnapshot().isFresh()).isFalse();
    assertThat(next.contents()).containsExactly(1, 2, 3, "typed offline");
    assertThat(next.states())
        .containsExactly(Message.State.SENT, Message.State.SENT, Message.State.SENT, Message.State.QUEUED);
    assertThat(next.group().getSnapshot().members().get(0).person()).isEqualTo("Alice");

    // one more, and the first two were deleted for all
    server.erase(GROUP, at(3));
    server.store(GROUP, message(4));
    server.isDown = false;
    int before = server.asked.size();
    next.client.connection().retryNow();
    platform.advance(1000);
    assertThat(next.contents()).containsExactly(3, 4, "typed offline");
    assertThat(next.states()).containsOnly(Message.State.SENT);
    List<FakeServer.Asked> asked = server.asked.subList(before, server.asked.size());
    assertThat(server.asked.stream().filter(one -> one.word.equals("login")).map(one -> one.detail).distinct()).hasSize(1);
    assertThat(asked.stream().filter(one -> one.toString().equals("get " + GROUP + " data")))
        .extracting(one -> ((Range) one.detail).after())
        .containsOnly(at(1) - 1, at(3));
    // the description is the one that is kept
    assertThat(asked).noneMatch(one -> one.toString().equals("get " + GROUP + " info"));
    next.run(next.client.stop());
    assertThat(cache.read("unsent")).hasToString("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file"})
  void whatIsNotInTheListAnyMoreIsNotKeptAndLoggingOutKeepsNothing(String kind) throws IOException {
    Cache cache = cache(kind);
    Stage stage = Stage.online(cache);
    stage.openGroup();
    stage.platform.advance(1000);
    assertThat(cache.read("topic/" + GROUP)).isNotNull();
    stage.server.contacts.clear();
    stage.server.lose();
    stage.platform.advance(2000);
    assertThat(cache.read("topic/" + GROUP)).isNull();
    assertThat(cache.read("login")).isNotNull();
    stage.run(stage.client.logOut());
    assertThat(cache.read("login")).isNull();
    assertThat(cache.read("me")).isNull();
    assertThat(stage.client.user()).isNull();
    assertThat(stage.client.me().getSnapshot().contacts()).isEmpty();
  }

  @Test
  void whatAnEarlierRunDidNotSendIsNotLostToAMessageThatIsWrittenBeforeTheStart() {
    Cache cache = new MemoryCache();
    Stage stage = Stage.online(cache);
    stage.server.isDown = true;
    stage.server.lose();
    stage.group().publish("old");
    stage.platform.advance(100);
    stage.run(stage.client.stop());

    Stage next = new Stage(stage.platform, stage.server, cache);
    next.group().publish("new");
    next.platform.advance(0);
    next.client.start();
    stage.server.isDown = false;
    next.client.connection().retryNow();
    next.platform.advance(60_000);
    assertThat(next.contents()).containsExactly("old", "new");
    assertThat(next.states()).containsOnly(Message.State.SENT);
  }

  @Test
  void aCacheThatFailsCostsNothingButItsContent() {
    Cache broken =
        new Cache() {
          @Override
          public JsonNode read(String key) throws IOException {
            throw new IOException("the disk is full");
          }

          @Override
          public void write(Map<String, JsonNode> entries) {
            throw new IllegalStateException("a mistake");
          }

          @Override
          public void clear() throws IOException {
            throw new IOException("the disk is full");
          }
        };
    Stage stage = Stage.online(broken);
    assertThat(stage.run(stage.group().publish("hello")).state()).isEqualTo(Message.State.SENT);
  }

  @Test
  void everythingThatIsKeptComesBackAsItWas() {
    StoredMessage said = new StoredMessage(1, 2, null, Json.parse("{\"n\":1e400}"));
    assertThat(Kept.message(Kept.message(said))).usingRecursiveComparison().isEqualTo(said);
    StoredContact contact = Stage.hiking().seen(1L).seenHere(2L).unread(3).lastMessage(4L).last(said).build();
    assertThat(Kept.contact(Kept.contact(contact))).usingRecursiveComparison().isEqualTo(contact);
    StoredMember member = new StoredMember.Builder().user("usrA").updated(1).mode("RW").privateData(Json.parse("1")).build();
    assertThat(Kept.member(Kept.member(member))).usingRecursiveComparison().isEqualTo(member);
    StoredDescription description =
        new StoredDescription.Builder()
            .created(1)
            .updated(2)
            .access(new Access("RWP", "N"))
            .defaultAccess(new DefaultAccess("RW", null))
            .bearer(new Bearer("R", null))
            .memberCount(5)
            .tags(Collections.singletonList("a"))
            .build();
    assertThat(Kept.description(Kept.description(description))).usingRecursiveComparison().isEqualTo(description);
    StoredDescription bare = new StoredDescription.Builder().build();
    assertThat(Kept.description(Kept.description(bare))).usingRecursiveComparison().isEqualTo(bare);
  }
}
