package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.model.Stage.GROUP;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.natter.client.values.Json;

/** What was written and is not stored, over a restart: what waits goes out, what was refused waits for its author. */
class UnsentTest {
  private final Cache cache = new MemoryCache();
  private final Stage stage = Stage.online(cache);
  private final FakeServer server = stage.server;

  private Stage restarted() {
    stage.run(stage.client.stop());
    Stage next = new Stage(stage.platform, server, cache);
    next.asked();
    next.run(next.client.start());
    stage.platform.advance(5000);
    return next;
  }

  private void refusePublishes(int code) {
    server.refuse = asked -> asked.word.equals("pub") ? code : 0;
  }

  @Test
  void aGroupThatWasLeftIsNotJoinedAgainForTheSakeOfARefusedMessage() throws IOException {
    refusePublishes(403);
    stage.fail(stage.group().publish("refused"));
    stage.run(stage.group().leave());
    assertThat(stage.states()).containsExactly(Message.State.FAILED);
    server.contacts.removeIf(one -> one.topic().equals(GROUP));
    Stage next = restarted();
    assertThat(next.asked()).noneMatch(one -> one.contains(GROUP));
    assertThat(next.group().getSnapshot().messages()).isEmpty();
    assertThat(next.group().getSnapshot().state()).isEqualTo(TopicSnapshot.State.CLOSED);
    assertThat(cache.read("unsent")).hasToString("{}");
  }

  @Test
  void aGroupThatWasLeftElsewhereTakesAlongWhatWaited() throws IOException {
    stage.openGroup();
    server.isDown = true;
    server.lose();
    stage.group().publish("typed offline");
    server.contacts.removeIf(one -> one.topic().equals(GROUP));
    server.isDown = false;
    stage.platform.advance(5000);
    assertThat(stage.group().getSnapshot().state()).isEqualTo(TopicSnapshot.State.GONE);
    assertThat(stage.states()).containsExactly(Message.State.FAILED);
    assertThat(restarted().asked()).noneMatch(one -> one.contains(GROUP));
    assertThat(cache.read("unsent")).hasToString("{}");
  }

  @Test
  void soDoesOneThatWasClosedHereTakeAlongWhatWasRefused() throws IOException {
    refusePublishes(413);
    stage.fail(stage.group().publish("refused"));
    stage.run(stage.group().close());
    assertThat(cache.read("unsent").path(GROUP)).hasSize(1);
    server.contacts.removeIf(one -> one.topic().equals(GROUP));
    stage.run(stage.client.me().refresh());
    assertThat(cache.read("unsent")).hasToString("{}");
    assertThat(stage.states()).containsExactly(Message.State.FAILED);
  }

  @Test
  void whatIsTriedAgainAfterTheGroupWasLostIsKeptAgain() throws IOException {
    refusePublishes(403);
    stage.fail(stage.group().publish("refused"));
    stage.run(stage.group().leave());
    server.isDown = true;
    server.lose();
    stage.group().getSnapshot().messages().get(0).retry();
    stage.platform.advance(0);
    assertThat(stage.states()).containsExactly(Message.State.QUEUED);
    assertThat(cache.read("unsent").path(GROUP)).hasSize(1);
  }

  @Test
  void whatWasRefusedStaysSoUntilItsAuthorTriesAgain() {
    refusePublishes(413);
    stage.fail(stage.group().publish("refused"));
    refusePublishes(0);
    Stage next = restarted();
    assertThat(next.asked()).noneMatch(one -> one.contains(GROUP));
    assertThat(next.group().getSnapshot().state()).isEqualTo(TopicSnapshot.State.CLOSED);
    assertThat(next.states()).containsExactly(Message.State.FAILED);
    Message<Object> failed = next.group().getSnapshot().messages().get(0);
    assertThat(failed.error().code()).isEqualTo(413);
    assertThat(failed.error().text()).isEqualTo("refused");
    assertThat(failed.error().request()).hasToString("pub " + GROUP);
    assertThat(failed.error().canRetry()).isFalse();
    failed.retry();
    stage.platform.advance(0);
    assertThat(next.states()).containsExactly(Message.State.SENT);
  }

  @Test
  void whatMayHaveArrivedIsStillInDoubt() {
    server.features = EnumSet.noneOf(Feature.class);
    server.holdsPublishes = true;
    stage.group().publish("in doubt");
    stage.platform.advance(0);
    server.lose();
    stage.platform.advance(2000);
    Stage next = restarted();
    assertThat(next.asked()).noneMatch(one -> one.startsWith("pub"));
    assertThat(next.group().getSnapshot().messages().get(0).error().text()).isEqualTo("may have arrived");
    assertThat(next.group().getSnapshot().messages().get(0).error().canRetry()).isTrue();
  }

  @Test
  void aRefusedOneHoldsUpNoneThatWaits() {
    refusePublishes(413);
    stage.fail(stage.group().publish("refused"));
    server.isDown = true;
    server.lose();
    stage.group().publish("waits");
    refusePublishes(0);
    stage.platform.advance(0);
    stage.run(stage.client.stop());
    server.isDown = false;
    Stage next = restarted();
    assertThat(next.contents()).containsExactly("waits", "refused");
    assertThat(next.states()).containsExactly(Message.State.SENT, Message.State.FAILED);
  }

  @Test
  void aFileOfAnEarlierVersionIsReadAsWhatWaits() throws IOException {
    stage.run(stage.client.stop());
    String old = "{\"" + GROUP + "\":[{\"key\":\"k\",\"json\":\"\\\"old\\\"\",\"at\":1}]}";
    cache.write(Collections.singletonMap("unsent", Json.parse(old)));
    Stage next = restarted();
    assertThat(next.contents()).containsExactly("old");
    assertThat(next.states()).containsExactly(Message.State.SENT);
    assertThat(next.last("pub").detail).isEqualTo("k");
  }
}
