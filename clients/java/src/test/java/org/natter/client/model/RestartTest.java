package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.model.Stage.GROUP;
import static org.natter.client.model.Stage.OTHER;
import static org.natter.client.model.Stage.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a start asks for when a topic is opened that was kept: nothing but what may have changed. */
class RestartTest {
  private static final String MEMBERS = "get " + GROUP + " sub";
  private static final String ABOUT = "get " + GROUP + " info";
  private static final String DATA = "get " + GROUP + " data";

  private final Cache cache = new MemoryCache();
  private final Stage stage = Stage.online(cache);
  private final FakeServer server = stage.server;

  @BeforeEach
  void theGroupIsKept() {
    for (int n = 1; n <= 3; n++) server.store(GROUP, message(n));
    stage.run(stage.client.me().refresh());
    stage.openGroup();
    stage.platform.advance(1000);
    stage.run(stage.client.stop());
  }

  /** What is asked of the group when the program starts and opens it at once. */
  private List<String> asked(Runnable atTheList) {
    Stage next = new Stage(stage.platform, server, cache);
    next.asked();
    next.client.start();
    CompletableFuture<Void> opening = next.group().open();
    server.refuse =
        one -> {
          if (one.toString().equals("get me sub")) {
            server.refuse = later -> 0;
            atTheList.run();
          }
          return 0;
        };
    next.run(opening);
    assertThat(next.group().getSnapshot().state()).isEqualTo(TopicSnapshot.State.OPEN);
    assertThat(Stage.contents(next.group())).isEqualTo(Stage.numbers(1, server.stored(GROUP).size()));
    assertThat(next.group().getSnapshot().members()).isNotEmpty();
    return next.asked();
  }

  private List<String> asked() {
    return asked(() -> {});
  }

  @Test
  void ofWhatDidNotChangeOnlyWhetherItWasDeletedAndAfterTheList() {
    List<String> all = asked();
    assertThat(all)
        .containsExactly("login token", "sub me", "get me info", "get me data", "get me sub", "sub " + GROUP, DATA);
    assertThat(((Range) stage.last(DATA).detail).limit()).isEqualTo(1);
  }

  @Test
  void theSecondRestartAsksNoMore() {
    asked();
    stage.platform.advance(1000);
    assertThat(asked()).hasSize(7);
  }

  @Test
  void afterAnotherMessageThatAndWhoWroteIt() {
    server.store(GROUP, message(4));
    assertThat(asked()).filteredOn(one -> one.startsWith("get " + GROUP)).containsExactlyInAnyOrder(DATA, DATA, MEMBERS);
  }

  @Test
  void afterAChangeWhatItIsAndWhoBelongsToIt() {
    server.contacts.set(0, Stage.hiking().updated(Stage.LONG_AGO + 1).build());
    assertThat(asked()).contains(ABOUT, MEMBERS);
  }

  @Test
  void whereSomebodyIsThereWhoItIs() {
    assertThat(asked()).doesNotContain(MEMBERS);
    Stage next = new Stage(stage.platform, server, cache);
    next.run(next.client.start());
    server.tell(hear -> hear.presence(GROUP, null, "on"));
    stage.platform.advance(0);
    next.asked();
    next.openGroup();
    assertThat(next.asked()).contains(MEMBERS);
  }

  @Test
  void whoWasThereBeforeTheConnectionBrokeIsNotShownForEver() {
    StoredMember.Builder other = new StoredMember.Builder().user(OTHER).mode("RWP");
    server.members = Arrays.asList(server.members.get(0), other.isOnline(true).build());
    server.contacts.set(0, Stage.hiking().updated(Stage.LONG_AGO + 1).build());
    Stage next = new Stage(stage.platform, server, cache);
    next.run(next.client.start());
    next.openGroup();
    assertThat(online(next)).containsExactly(OTHER);
    next.asked();
    server.lose();
    next.platform.advance(2000);
    assertThat(next.asked()).contains("sub " + GROUP).doesNotContain(MEMBERS);
    assertThat(online(next)).containsExactly(FakeServer.USER);
  }

  private static List<String> online(Stage stage) {
    return stage.group().getSnapshot().members().stream()
        .filter(Member::isOnline)
        .map(Member::user)
        .collect(Collectors.toList());
  }

  @Test
  void whatWaitedToBeSentIsNeverOutOfSight() {
    Stage next = new Stage(stage.platform, server, cache);
    next.client.start();
    next.group().publish("mine");
    List<Boolean> seen = new ArrayList<>();
    next.platform.advance(0);
    next.group().subscribe(now -> seen.add(now.messages().stream().anyMatch(one -> "mine".equals(one.content()))));
    next.platform.advance(1000);
    assertThat(seen).doesNotContain(false);
    assertThat(next.contents()).containsExactly(1, 2, 3, "mine");
  }

  @Test
  void whatWasSaidBetweenTheListAndTheOpeningIsNotMissed() {
    List<String> all =
        asked(
            () -> {
              // behind the list, before the opening
              stage.platform.execute(() -> server.store(GROUP, message(4)));
              server.tell(hear -> hear.presence(GROUP, null, "msg"));
            });
    assertThat(all.stream().filter(DATA::equals).collect(Collectors.toList())).hasSize(2);
  }

  /** What another device of the user says between the list and the opening is told to nobody here. */
  private Stage withAMessageThatWasNotTold() {
    Stage next = new Stage(stage.platform, server, cache);
    next.client.start();
    CompletableFuture<Void> opening = next.group().open();
    next.run(opening);
    server.store(GROUP, message(4));
    return next;
  }

  @Test
  void whatWasNotToldLeavesNoHoleBeforeTheNextOne() {
    Stage next = withAMessageThatWasNotTold();
    List<Object> read = new ArrayList<>();
    next.group().stream(3, one -> read.add(one.content()));
    server.live(GROUP, message(5));
    next.platform.advance(0);
    assertThat(next.contents()).isEqualTo(Stage.numbers(1, 5));
    server.live(GROUP, message(6));
    next.platform.advance(0);
    assertThat(next.contents()).isEqualTo(Stage.numbers(1, 6));
    assertThat(read).hasSize(6);
  }

  @Test
  void norBeforeOnesOwnWhichIsSeenAllTheTime() {
    Stage next = withAMessageThatWasNotTold();
    List<Boolean> seen = new ArrayList<>();
    next.group().subscribe(now -> seen.add(now.messages().stream().anyMatch(one -> "mine".equals(one.content()))));
    next.run(next.group().publish("mine"));
    assertThat(seen).containsOnly(true);
    assertThat(next.contents()).containsExactly(1, 2, 3, 4, "mine");
    next.asked();
    next.run(next.group().publish("more"));
    assertThat(next.asked()).containsExactly("pub " + GROUP);
  }

  @Test
  void norAfterTheNextList() {
    Stage next = withAMessageThatWasNotTold();
    next.run(next.client.me().refresh());
    assertThat(next.contents()).isEqualTo(Stage.numbers(1, 4));
  }

  @Test
  void whoIsNotToldOfMessagesAsksForThem() {
    server.contacts.set(0, Stage.hiking().mode("RW").build());
    assertThat(asked().stream().filter(DATA::equals).collect(Collectors.toList())).hasSize(2);
  }

  @Test
  void whoJoinsByLinkWhileItConnectsIsSubscribedOnceAndByTheLink() {
    Stage next = new Stage(stage.platform, server, cache);
    next.asked();
    server.contacts.removeIf(one -> one.topic().equals(GROUP));
    next.client.start();
    next.run(next.client.joinByLink(GROUP, "token"));
    assertThat(next.asked()).filteredOn(one -> one.equals("sub " + GROUP)).hasSize(1);
    assertThat(((Joining) next.last("sub " + GROUP).detail).bearer()).isEqualTo("token");
    assertThat(next.group().getSnapshot().state()).isEqualTo(TopicSnapshot.State.OPEN);
  }

  @Test
  void whatIsAskedForInOpeningIsNotSaidTwice() {
    Stage next = new Stage(stage.platform, server, cache);
    next.asked();
    next.client.start();
    next.run(next.group().open(Joining.plain().withMode("RWP")));
    next.run(next.client.topic(OTHER).open());
    assertThat(next.asked()).filteredOn(one -> one.equals("sub " + GROUP)).hasSize(1);
    assertThat(((Joining) next.last("sub " + GROUP).detail).mode()).isEqualTo("RWP");
    server.lose();
    stage.platform.advance(2000);
    assertThat(((Joining) next.last("sub " + GROUP).detail).mode()).isNull();
  }
}
