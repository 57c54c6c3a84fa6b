package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.natter.client.FakePlatform;
import org.natter.client.Vectors;
import org.natter.client.values.Json;
import org.natter.client.values.Times;

/** The scenarios of clients/vectors/resume.json: whatever happens, messages show in order, without hole or double. */
class ResumeTest {
  private static final String NAME = Vectors.read("resume").path("topic").asText();
  private static final String OTHER = "usrIU_LOVwRNsc";

  @TestFactory
  Stream<DynamicTest> scenarios() {
    return Vectors.cases("resume", "scenarios")
        .map(scenario -> DynamicTest.dynamicTest(scenario.path("name").asText(), () -> new Play().check(scenario)));
  }

  private static final class Play {
    private final FakePlatform platform = new FakePlatform();
    private final FakeServer server = new FakeServer(platform);
    private final Stage stage = new Stage(platform, server, new MemoryCache());
    private final Topic<String, String, Object> topic;

    Play() {
      server.holdsPublishes = true;
      server.contacts = entry("RWP");
      stage.client.start();
      stage.run(stage.client.logIn(Credentials.token("ntr_token")));
      topic = stage.client.topic(NAME);
    }

    private static List<StoredContact> entry(String mode) {
      StoredContact entry =
          new StoredContact.Builder().topic(NAME).updated(Times.parse("2026-01-05T09:00:00Z")).mode(mode).build();
      return new ArrayList<>(Arrays.asList(entry));
    }

    void check(JsonNode scenario) {
      for (JsonNode step : scenario.path("steps")) take(step);
      TopicSnapshot<String, String, Object> now = topic.getSnapshot();
      JsonNode expect = scenario.path("expect");
      List<String> wanted = new ArrayList<>();
      expect.path("messages").forEach(one -> wanted.add(one.asText()));
      assertThat(now.messages().stream().map(Message::content).collect(Collectors.toList())).isEqualTo(wanted);
      assertThat(now.messages()).allMatch(one -> one.state() == Message.State.SENT);
      assertThat(now.state().name().toLowerCase(Locale.ROOT)).isEqualTo(expect.path("state").asText());
      if (expect.has("hasEarlier")) assertThat(now.hasEarlier()).isEqualTo(expect.path("hasEarlier").asBoolean());
    }

    private void take(JsonNode step) {
      for (JsonNode text : step.path("stored")) server.store(NAME, messageOf(text.asText()));
      if (step.has("run")) {
        for (int n = step.path("run").path(0).asInt(); n <= step.path("run").path(1).asInt(); n++) {
          server.store(NAME, new StoredMessage(Stage.at(n), Stage.at(n), OTHER, Json.parse("\"m" + n + "\"")));
        }
      }
      for (JsonNode text : step.path("during")) server.during.add(messageOf(text.asText()));
      if (step.has("frame")) frame(step.path("frame").asText());
      if (step.has("erased")) server.erase(NAME, Times.parse(step.path("erased").asText()));
      if (step.has("do")) act(step.path("do").asText(), step);
      platform.advance(300);
    }

    private void frame(String text) {
      JsonNode packet = Json.parse(text);
      if (packet.has("data")) {
        StoredMessage message = messageOf(text);
        boolean isKnown = server.stored(NAME).stream().anyMatch(one -> one.position() == message.position());
        if (!isKnown) server.store(NAME, message);
        server.tell(hear -> hear.message(NAME, message));
      } else {
        assertThat(packet.path("ctrl").path("code").asInt()).isEqualTo(205);
        server.tell(hear -> hear.evicted(NAME));
      }
    }

    private void act(String what, JsonNode step) {
      long at = step.has("ts") ? Times.parse(step.path("ts").asText()) : 0;
      switch (what) {
        case "open":
          topic.open();
          break;
        case "lose":
          server.isDown = true;
          server.lose();
          break;
        case "return":
          server.isDown = false;
          stage.client.connection().retryNow();
          break;
        case "earlier":
          topic.loadEarlier(32);
          break;
        case "write":
          topic.publish(step.path("content").asText());
          break;
        case "commit":
          server.accept(at, false, true);
          break;
        case "accept":
          server.accept(at, step.path("echo").asBoolean(), false);
          break;
        case "ban":
          server.contacts = entry("X");
          break;
        case "unban":
          unban();
          break;
        default:
          throw new AssertionError("no such step: " + what);
      }
    }

    private void unban() {
      server.contacts = entry("RWP");
      String notice = "{\"act\":\"info\",\"topic\":\"" + NAME + "\",\"user\":\"" + FakeServer.USER + "\"}";
      long at = Times.parse("2026-01-05T09:31:00Z");
      server.live("me", new StoredMessage(at, at, OTHER, Json.parse(notice)));
    }

    private static StoredMessage messageOf(String text) {
      JsonNode data = Json.parse(text).path("data");
      long at = Times.parse(data.path("ts").asText());
      return new StoredMessage(at, at, data.path("from").asText(), data.path("content"));
    }
  }
}
