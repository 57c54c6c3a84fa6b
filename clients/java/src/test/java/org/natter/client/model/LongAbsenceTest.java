package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.model.Stage.GROUP;
import static org.natter.client.model.Stage.message;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.natter.client.FakePlatform;

/** More messages than anybody reads: what is here stays bounded, and a stream has them all the same. */
class LongAbsenceTest {
  private final Stage stage = Stage.online();
  private final FakeServer server = stage.server;
  private final FakePlatform platform = stage.platform;
  private final Topic<String, String, Object> topic = stage.group();

  private void storeMany(int from, int to) {
    IntStream.rangeClosed(from, to).forEach(n -> server.store(GROUP, message(n)));
  }

  private static List<Message<Object>> messages(int from, int to) {
    PayloadTypes<?, ?, Object> types = PayloadTypes.of(String.class, String.class, Object.class);
    return IntStream.rangeClosed(from, to)
        .mapToObj(n -> Message.sent(message(n), types))
        .collect(Collectors.toList());
  }

  private static boolean isOfAGap(FakeServer.Asked one) {
    return one.detail instanceof Range && ((Range) one.detail).limit() == TopicHistory.GAP_PAGE;
  }

  @Test
  void aLogKeepsTheNewest() {
    MessageLog<Object> log = new MessageLog<>();
    log.restore(messages(1, 19_000), false);
    log.level();
    for (Message<Object> one : messages(19_001, 20_000)) log.live(one);
    assertThat(log.messages()).hasSize(20_000);
    assertThat(log.hasEarlier()).isFalse();
    log.live(messages(20_001, 20_001).get(0));
    assertThat(log.messages()).hasSize(10_000);
    assertThat(log.first()).isEqualTo(Stage.at(10_002));
    assertThat(log.last()).isEqualTo(Stage.at(20_001));
    assertThat(log.hasEarlier()).isTrue();
    // what somebody scrolls back to stays for the moment
    log.prepend(messages(1, 10_001), true);
    assertThat(log.messages()).hasSize(20_001);
  }

  @Test
  void afterALongAbsenceTheNewestAreHereAndAStreamHasThemAll() {
    server.store(GROUP, message(1));
    List<Object> read = new ArrayList<>();
    MessageStream stream = topic.stream(0, one -> read.add(one.content()));
    platform.advance(300);
    server.isDown = true;
    server.lose();
    platform.advance(0);
    storeMany(2, 6000);
    server.isDown = false;
    stage.client.connection().retryNow();
    stage.asked();
    platform.advance(300);
    long pages = server.asked.stream().filter(LongAbsenceTest::isOfAGap).count();
    // what the twenty do not reach is read by the stream alone
    assertThat(pages).isEqualTo(TopicHistory.MOST_GAP_PAGES + 4);
    assertThat(stage.contents()).isEqualTo(Stage.numbers(6000 - TopicHistory.FIRST_PAGE + 1, 6000));
    assertThat(topic.getSnapshot().hasEarlier()).isTrue();
    server.live(GROUP, message(6001));
    platform.advance(300);
    assertThat(read).isEqualTo(Stage.numbers(1, 6001));
    stream.close();
  }

  @Test
  void aStreamEndsWithTheConnectionThatIsStopped() {
    server.refuse = asked -> asked.word.equals("login") ? 401 : 0;
    server.lose();
    platform.advance(2000);
    MessageStream refused = topic.stream(one -> {});
    assertThat(stage.fail(refused.done()).code()).isEqualTo(401);
    stage.run(stage.client.stop());
    MessageStream stopped = topic.stream(0, one -> {});
    assertThat(stage.fail(stopped.done()).code()).isZero();
  }

  @Test
  void aStreamThatOnlyReadsAlongOutlivesAStop() {
    List<Object> read = new ArrayList<>();
    MessageStream stream = topic.stream(one -> read.add(one.content()));
    platform.advance(300);
    stage.run(stage.client.stop());
    stage.run(stage.client.start());
    server.live(GROUP, message(1));
    platform.advance(300);
    assertThat(stream.done()).isNotDone();
    assertThat(read).containsExactly(1);
  }
}
