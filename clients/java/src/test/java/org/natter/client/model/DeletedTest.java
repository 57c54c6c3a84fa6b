package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.model.Stage.CONVERSATION;
import static org.natter.client.model.Stage.GROUP;
import static org.natter.client.model.Stage.at;
import static org.natter.client.model.Stage.message;

import java.io.IOException;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was deleted while the user was away: all of it is gone with the list, a part of it when the topic is opened. */
class DeletedTest {
  private final Cache cache = new MemoryCache();
  private final Stage stage = Stage.online(cache);
  private final FakeServer server = stage.server;

  @BeforeEach
  void twoTopicsAreKept() {
    for (int n = 1; n <= 3; n++) {
      server.store(GROUP, message(n));
      server.store(CONVERSATION, message(n));
    }
    for (String name : new String[] {GROUP, CONVERSATION}) stage.run(stage.client.topic(name).open());
    stage.platform.advance(1000);
    stage.run(stage.client.stop());
  }

  private Stage restarted() {
    return new Stage(stage.platform, server, cache);
  }

  private static void connect(Stage next) {
    next.run(next.client.start());
    next.platform.advance(1000);
  }

  private int kept(String name) throws IOException {
    return cache.read("topic/" + name) == null ? 0 : cache.read("topic/" + name).path("messages").size();
  }

  @Test
  void withTheListAllThatWasDeletedIsGoneFromTheCacheAndFromTheScreen() throws IOException {
    Stage next = restarted();
    server.isDown = true;
    next.group();
    connect(next);
    assertThat(next.contents()).isEqualTo(Stage.numbers(1, 3));
    server.erase(GROUP, Long.MAX_VALUE);
    server.erase(CONVERSATION, Long.MAX_VALUE);
    server.isDown = false;
    next.platform.advance(5000);
    assertThat(next.client.me().getSnapshot().isFresh()).isTrue();
    assertThat(next.contents()).isEmpty();
    assertThat(next.group().getSnapshot().hasEarlier()).isFalse();
    assertThat(kept(GROUP)).isZero();
    // nobody looked at this one
    assertThat(kept(CONVERSATION)).isZero();
    assertThat(Stage.contents(next.client.topic(CONVERSATION))).isEmpty();
    assertThat(next.asked()).noneMatch(one -> one.contains("del"));
  }

  @Test
  void whatIsLeftStaysUntilItIsOpened() throws IOException {
    server.erase(GROUP, at(3));
    Stage next = restarted();
    connect(next);
    next.group();
    next.platform.advance(1000);
    assertThat(next.contents()).isEqualTo(Stage.numbers(1, 3));
    next.openGroup();
    assertThat(next.contents()).containsExactly(3);
    next.platform.advance(1000);
    assertThat(kept(GROUP)).isEqualTo(1);
    assertThat(kept(CONVERSATION)).isEqualTo(3);
  }

  @Test
  void whatWasSaidAfterTheDeletionIsThere() {
    server.erase(GROUP, Long.MAX_VALUE);
    Stage next = restarted();
    next.client.start();
    next.group().publish("new");
    next.platform.advance(2000);
    assertThat(next.contents()).containsExactly("new");
    assertThat(next.states()).containsOnly(Message.State.SENT);
  }

  @Test
  void aListThatSaysNothingOfLastMessagesProvesNothing() throws IOException {
    server.features = EnumSet.of(Feature.KEY);
    connect(restarted());
    assertThat(kept(GROUP)).isEqualTo(3);
  }

  @Test
  void whoMayNotReadIsNotToldOfAnyMessage() throws IOException {
    server.erase(GROUP, Long.MAX_VALUE);
    server.contacts.set(0, Stage.hiking().mode("X").build());
    connect(restarted());
    assertThat(kept(GROUP)).isEqualTo(3);
  }
}
