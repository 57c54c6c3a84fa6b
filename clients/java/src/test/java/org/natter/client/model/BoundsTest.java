package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.model.Stage.GROUP;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.natter.client.FakePlatform;
import org.natter.client.Waiting;

/** Requests of more than one step end in the time of one, whatever does not answer; what others wait for too goes on. */
class BoundsTest {
  private static final int LIMIT = 7;
  private static final long PATIENCE_MS = 5000;

  private final Stage stage = Stage.online();
  private final FakeServer server = stage.server;
  private final FakePlatform platform = stage.platform;
  private final Topic<String, String, Object> topic = stage.group();
  private final Topic<String, String, Object> hasty = topic.within(PATIENCE_MS);

  /** With the request at which the server falls silent; the ones before are answered. */
  private enum Step {
    OPEN(stage -> stage.group().within(PATIENCE_MS).open(), one -> isHistory(one, TopicHistory.FIRST_PAGE)),
    ACCEPT(stage -> stage.group().within(PATIENCE_MS).accept(), one -> one.toString().equals("get " + GROUP + " sub")),
    JOIN(
        stage -> stage.client.within(PATIENCE_MS).joinByLink(GROUP, "token"),
        one -> isHistory(one, TopicHistory.FIRST_PAGE)),
    HISTORY(stage -> stage.group().within(PATIENCE_MS).history(Range.newest(LIMIT)), one -> isHistory(one, LIMIT)),
    EARLIER(stage -> stage.group().within(PATIENCE_MS).loadEarlier(LIMIT), one -> isHistory(one, LIMIT)),
    CREATE(stage -> stage.client.within(PATIENCE_MS).createGroup(), one -> one.toString().equals("sub grpnew")),
    ACCESS(
        stage -> stage.group().within(PATIENCE_MS).invite(Stage.OTHER),
        one -> one.toString().equals("set " + GROUP + " sub"));

    final Function<Stage, CompletableFuture<?>> begin;
    final Predicate<FakeServer.Asked> isLast;

    Step(Function<Stage, CompletableFuture<?>> begin, Predicate<FakeServer.Asked> isLast) {
      this.begin = begin;
      this.isLast = isLast;
    }

    private static boolean isHistory(FakeServer.Asked one, int limit) {
      return GROUP.equals(one.topic) && one.detail instanceof Range && ((Range) one.detail).limit() == limit;
    }
  }

  private void silentAt(Predicate<FakeServer.Asked> isLast) {
    server.refuse =
        asked -> {
          if (isLast.test(asked)) server.isSilent = true;
          // not this one either
          return server.isSilent ? -1 : 0;
        };
  }

  private void assertEnds(CompletableFuture<?> future, long afterMs) {
    platform.advance(afterMs - 1);
    assertThat(future).isNotDone();
    platform.advance(1);
    assertThat(future).isDone();
    assertThat(Waiting.failureOf(future).code()).isZero();
    assertThat(Waiting.failureOf(future).canRetry()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void beforeASilentServer(Step step) {
    server.isSilent = true;
    assertEnds(step.begin.apply(stage), PATIENCE_MS);
  }

  @ParameterizedTest
  @EnumSource
  void beforeOneThatFallsSilentInTheMiddleAfterAWaitForTheConnection(Step step) {
    for (int n = 1; n <= 40; n++) server.store(GROUP, Stage.message(n));
    server.isDown = true;
    server.lose();
    platform.advance(0);
    CompletableFuture<?> future = step.begin.apply(stage);
    platform.advance(4000);
    silentAt(step.isLast);
    server.isDown = false;
    stage.client.connection().retryNow();
    assertEnds(future, PATIENCE_MS - 4000);
  }

  @Test
  void whoJoinsAnOpeningWaitsNoLongerThanHeSaidAndItGoesOn() {
    silentAt(one -> one.toString().equals("get " + GROUP + " sub"));
    CompletableFuture<Void> patient = topic.open();
    platform.advance(100);
    CompletableFuture<Void> cancelled = topic.open();
    cancelled.cancel(true);
    assertEnds(hasty.open(), PATIENCE_MS);
    assertThat(patient).isNotDone();
    server.isSilent = false;
    server.refuse = asked -> 0;
    platform.advance(30_000);
    assertThat(topic.getSnapshot().state()).isEqualTo(TopicSnapshot.State.OPEN);
  }

  @Test
  void whoClosesWhileItIsBeingOpenedWaitsNoLongerThanHeSaidAndItIsClosedInTheEnd() {
    silentAt(one -> one.toString().equals("get " + GROUP + " sub"));
    topic.open();
    platform.advance(100);
    assertEnds(hasty.close(), PATIENCE_MS);
    server.isSilent = false;
    server.refuse = asked -> 0;
    platform.advance(30_000);
    assertThat(topic.getSnapshot().state()).isEqualTo(TopicSnapshot.State.CLOSED);
    assertThat(server.attached).doesNotContain(GROUP);
  }

  @Test
  void toCancelOneOfTwoWhoWaitForEarlierMessagesDisturbsNotTheOther() {
    for (int n = 1; n <= 40; n++) server.store(GROUP, Stage.message(n));
    stage.openGroup();
    CompletableFuture<Void> one = topic.loadEarlier();
    CompletableFuture<Void> other = topic.loadEarlier();
    one.cancel(true);
    stage.run(other);
    assertThat(stage.contents()).isEqualTo(Stage.numbers(1, 40));
  }
}
