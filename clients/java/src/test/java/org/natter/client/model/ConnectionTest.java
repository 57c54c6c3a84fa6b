package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.model.ConnectionSnapshot.State.ONLINE;
import static org.natter.client.model.ConnectionSnapshot.State.STOPPED;
import static org.natter.client.model.ConnectionSnapshot.State.WAITING;
import static org.natter.client.model.Stage.GROUP;
import static org.natter.client.model.Stage.OTHER;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.natter.client.FakePlatform;
import org.natter.client.Waiting;
import org.natter.client.values.NatterException;

/** Staying connected: waiting times, tokens, the network coming back, limits of requests. */
class ConnectionTest {
  private final Stage stage = Stage.online();
  private final FakeServer server = stage.server;
  private final FakePlatform platform = stage.platform;
  private final Connection connection = stage.client.connection();

  private ConnectionSnapshot.State state() {
    return connection.getSnapshot().state();
  }

  @Test
  void waitsBetween0AndABoundThatDoublesUpTo30SecondsEachTimeAtRandom() {
    server.isDown = true;
    platform.chance = 0.999;
    platform.advance(20_000);
    server.lose();
    platform.advance(0);
    List<Long> waits = new ArrayList<>();
    for (int n = 0; n < 9; n++) {
      assertThat(state()).isEqualTo(WAITING);
      long waitMs = connection.getSnapshot().retryAt() - platform.nowMs();
      waits.add(Math.round(waitMs / 100.0) * 100);
      platform.advance(waitMs);
    }
    assertThat(waits).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L, 30_000L);
    platform.chance = 0.1;
    platform.advance(30_000);
    server.isDown = false;
    platform.advance(3000);
    assertThat(state()).isEqualTo(ONLINE);
  }

  @Test
  void connectsAtOnceWhenItIsToldThatTheNetworkIsBack() {
    platform.chance = 0.999;
    server.isDown = true;
    server.lose();
    platform.advance(60_000);
    server.isDown = false;
    assertThat(state()).isEqualTo(WAITING);
    connection.retryNow();
    platform.advance(0);
    assertThat(state()).isEqualTo(ONLINE);
    int connections = server.connections;
    connection.retryNow();
    platform.advance(0);
    assertThat(server.connections).isEqualTo(connections);
  }

  @Test
  void logsInByTokenAgainAttachesMeFirstAndThenTheTopics() {
    Topic<String, String, Object> topic = stage.openGroup();
    stage.asked();
    server.lose();
    platform.advance(600);
    List<String> again = stage.asked();
    assertThat(again.subList(0, 6))
        .containsExactly("login token", "sub me", "get me info", "get me data", "get me sub", "sub " + GROUP);
    assertThat(topic.getSnapshot().state()).isEqualTo(TopicSnapshot.State.OPEN);
  }

  @Test
  void withATokenThatIsNotGoodAnyMoreThePasswordOfThisRunElseItStopsAndSaysWhy() {
    server.refuse = asked -> asked.toString().equals("login token") ? 401 : 0;
    server.lose();
    platform.advance(600);
    assertThat(state()).isEqualTo(ONLINE);
    server.refuse = asked -> asked.word.equals("login") ? 401 : 0;
    server.lose();
    platform.advance(600);
    assertThat(state()).isEqualTo(STOPPED);
    assertThat(connection.getSnapshot().error().code()).isEqualTo(401);
    int connections = server.connections;
    assertThat(stage.fail(stage.client.find("x")).code()).isEqualTo(401);
    platform.advance(60_000);
    assertThat(server.connections).isEqualTo(connections);
    server.refuse = asked -> 0;
    assertThat(stage.run(stage.client.logIn("alice", "new"))).isEqualTo(FakeServer.USER);
  }

  @Test
  void aTopicThatWasLeftElsewhereMeanwhileIsNotJoinedAgain() {
    Topic<String, String, Object> topic = stage.openGroup();
    server.contacts.removeIf(one -> one.topic().equals(GROUP));
    stage.asked();
    server.lose();
    platform.advance(600);
    assertThat(stage.asked()).doesNotContain("sub " + GROUP);
    assertThat(topic.getSnapshot().state()).isEqualTo(TopicSnapshot.State.GONE);
  }

  @Test
  void requestsEndInTimeAndWhenTheyAreCancelledAndWaitingForAConnectionCounts() {
    server.isSilent = true;
    CompletableFuture<?> slow = stage.client.within(5000).describeUser(OTHER);
    CompletableFuture<?> cancelled = stage.client.find("bob");
    platform.advance(100);
    cancelled.cancel(true);
    platform.advance(4800);
    assertThat(slow).isNotDone();
    platform.advance(100);
    assertNoAnswer(slow);
    server.isDown = true;
    server.lose();
    CompletableFuture<?> offline = stage.client.within(5000).find("bob");
    CompletableFuture<?> usual = stage.client.find("bob");
    platform.advance(5000);
    assertNoAnswer(offline);
    assertThat(usual).isNotDone();
    platform.advance(25_000);
    assertNoAnswer(usual);
  }

  private void assertNoAnswer(CompletableFuture<?> future) {
    assertThat(future).isDone();
    assertThat(Waiting.failureOf(future).code()).isZero();
    assertThat(Waiting.failureOf(future).canRetry()).isTrue();
  }

  @Test
  void whatWasCancelledBeforeThereWasALinkIsNeverAsked() {
    server.isDown = true;
    server.lose();
    CompletableFuture<?> cancelled = stage.client.find("bob");
    platform.advance(10);
    cancelled.cancel(true);
    server.isDown = false;
    platform.advance(60_000);
    assertThat(server.asked).noneMatch(one -> "fnd".equals(one.topic));
  }

  @Test
  void anErrorTellsCodeTextRequestAndWhetherToTryAgain() {
    server.refuse = asked -> 503;
    NatterException error = stage.fail(stage.client.describeUser(OTHER));
    assertThat(error.code()).isEqualTo(503);
    assertThat(error.text()).isEqualTo("refused");
    assertThat(error.request()).hasToString("get " + OTHER);
    assertThat(error.canRetry()).isTrue();
  }

  @Test
  void anAnonymousSession() {
    FakePlatform alone = new FakePlatform();
    Stage nobody = new Stage(alone, new FakeServer(alone), new MemoryCache());
    assertThat(nobody.run(nobody.client.start())).isNull();
    nobody.openGroup();
    assertThat(nobody.group().getSnapshot().state()).isEqualTo(TopicSnapshot.State.OPEN);
    assertThat(nobody.server.asked).noneMatch(one -> one.word.equals("login") || "me".equals(one.topic));
    nobody.run(nobody.client.stop());
    assertThat(nobody.client.connection().getSnapshot().state()).isEqualTo(STOPPED);
  }

  @Test
  void stoppedItComesBackWhenItIsStarted() {
    stage.openGroup();
    stage.run(stage.client.stop());
    assertThat(state()).isEqualTo(STOPPED);
    assertThat(stage.group().getSnapshot().state()).isEqualTo(TopicSnapshot.State.OPENING);
    platform.advance(60_000);
    assertThat(state()).isEqualTo(STOPPED);
    stage.run(stage.client.start());
    assertThat(stage.group().getSnapshot().state()).isEqualTo(TopicSnapshot.State.OPEN);
  }

  @Test
  void whatIsAskedOfATopicWaitsUntilItIsAttachedAgain() {
    Topic<String, String, Object> topic = stage.openGroup();
    server.isSilent = true;
    List<Object> read = new ArrayList<>();
    MessageStream stream = topic.stream(0, message -> read.add(message.content()));
    platform.advance(0);
    server.isDown = true;
    server.lose();
    server.store(GROUP, Stage.message(1));
    CompletableFuture<?> members = topic.loadMembers();
    // the stream asks for its page again
    platform.advance(2000);
    server.isDown = false;
    server.isSilent = false;
    platform.advance(10_000);
    assertThat(members).isCompleted();
    assertThat(read).containsExactly(1);
    assertThat(stream.done()).isNotDone();
  }

  @Test
  void aGapOfALinkThatStillLivesDoesNotStay() {
    stage.openGroup();
    int[] refusals = {4};
    server.refuse = asked -> asked.toString().equals("get " + GROUP + " data") && refusals[0]-- > 0 ? 503 : 0;
    server.lose();
    server.store(GROUP, Stage.message(1));
    platform.advance(10_000);
    assertThat(stage.contents()).containsExactly(1);
  }
}
