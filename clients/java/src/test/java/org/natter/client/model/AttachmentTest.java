package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.model.Stage.GROUP;
import static org.natter.client.model.Stage.OTHER;
import static org.natter.client.model.Stage.message;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.natter.client.FakePlatform;

/**
 * How a topic is attached when things happen at the same time: closed and opened again, lost while it is opened, listed while
 * it is read.
 */
class AttachmentTest {
  private final Stage stage = Stage.online();
  private final FakeServer server = stage.server;
  private final FakePlatform platform = stage.platform;
  private final Topic<String, String, Object> topic = stage.group();

  private TopicSnapshot.State state() {
    return topic.getSnapshot().state();
  }

  private int unread() {
    return stage.client.me().getSnapshot().contacts().stream()
        .filter(one -> one.topic().equals(GROUP))
        .findFirst()
        .orElseThrow(AssertionError::new)
        .unread();
  }

  @Test
  void openedAgainWhileItIsBeingClosedItIsOpenInTheEnd() {
    topic.open();
    CompletableFuture<Void> closing = topic.close();
    CompletableFuture<Void> opening = topic.open();
    stage.run(closing);
    stage.run(opening);
    assertThat(state()).isEqualTo(TopicSnapshot.State.OPEN);
    assertThat(server.attached).contains(GROUP);
  }

  @Test
  void closedWhileTheConnectionBreaksNothingIsLeftToBeClosedSoItIsNoFailure() {
    stage.openGroup();
    server.isSilent = true;
    CompletableFuture<Void> closing = topic.close();
    platform.advance(0);
    server.lose();
    stage.run(closing);
    assertThat(state()).isEqualTo(TopicSnapshot.State.CLOSED);
  }

  @Test
  void bannedWhileItIsBeingOpenedTheListIsAskedAgainWhenTheOpeningIsOver() {
    server.refuse =
        asked -> {
          // attached, but what was asked for besides gets no answer
          server.isSilent |= asked.toString().equals("sub " + GROUP);
          return 0;
        };
    topic.open();
    platform.advance(0);
    server.isSilent = false;
    server.contacts.set(0, Stage.hiking().mode("X").build());
    server.tell(hear -> hear.evicted(GROUP));
    platform.advance(40_000);
    assertThat(state()).isEqualTo(TopicSnapshot.State.BANNED);
  }

  @Test
  void whatWasReadHereStaysReadWhenItIsClosedWhateverAListSaidMeanwhile() {
    assertThat(unread()).isEqualTo(3);
    stage.openGroup();
    stage.run(stage.client.me().refresh());
    assertThat(unread()).isZero();
    stage.run(topic.close());
    server.tell(hear -> hear.presence("me", OTHER, "on"));
    platform.advance(0);
    assertThat(unread()).isZero();
  }

  @Test
  void whatFailedBeforeATopicWasAttachedIsNotAskedAgainAfter() {
    server.refuse = asked -> GROUP.equals(asked.topic) ? 403 : 0;
    stage.fail(topic.open());
    server.refuse = asked -> 0;
    stage.run(topic.open());
    stage.asked();
    platform.advance(2000);
    assertThat(stage.asked()).doesNotContain("get " + GROUP + " data");
  }

  @Test
  void withoutLoginAGroupIsJoinedAgainByTheNewestLink() {
    FakePlatform alone = new FakePlatform();
    Stage nobody = new Stage(alone, new FakeServer(alone), new MemoryCache());
    nobody.run(nobody.client.start());
    nobody.run(nobody.client.joinByLink(GROUP, "old"));
    nobody.run(nobody.client.joinByLink(GROUP, "new"));
    nobody.server.lose();
    alone.advance(1000);
    List<String> bearers =
        nobody.server.asked.stream()
            .filter(one -> one.word.equals("sub"))
            .map(one -> ((Joining) one.detail).bearer())
            .collect(Collectors.toList());
    assertThat(bearers).containsExactly("old", "new", "new");
  }

  @Test
  void whomALinkDidNotLetInDoesNotAskWithoutItAtTheNextConnection() {
    server.refuse = asked -> "grpother".equals(asked.topic) ? 403 : 0;
    assertThat(stage.fail(stage.client.joinByLink("grpother", "old")).code()).isEqualTo(403);
    server.refuse = asked -> 0;
    stage.asked();
    server.lose();
    platform.advance(1000);
    assertThat(stage.asked()).contains("sub me").doesNotContain("sub grpother");
  }

  @Test
  void aStreamWaitsOutALongAbsenceBeforeItsFirstMessageAndBetweenTwoPages() {
    for (int n = 1; n <= 600; n++) server.store(GROUP, message(n));
    server.isDown = true;
    server.lose();
    List<Object> read = new ArrayList<>();
    MessageStream stream = topic.stream(0, message -> read.add(message.content()));
    platform.advance(120_000);
    assertThat(state()).isEqualTo(TopicSnapshot.State.OPENING);
    int[] pages = {0};
    server.refuse =
        asked -> {
          boolean isOfTheStream = asked.detail instanceof Range && ((Range) asked.detail).limit() == TopicHistory.GAP_PAGE;
          if (!isOfTheStream || ++pages[0] != 2) return 0;
          server.isDown = true;
          server.lose();
          return 503;
        };
    server.isDown = false;
    stage.client.connection().retryNow();
    platform.advance(60_000);
    assertThat(read).hasSize(TopicHistory.GAP_PAGE);
    server.isDown = false;
    stage.client.connection().retryNow();
    platform.advance(5000);
    assertThat(read).isEqualTo(Stage.numbers(1, 600));
    stream.close();
    stage.run(stream.done());
  }
}
