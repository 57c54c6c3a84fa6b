package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.model.Message.State.FAILED;
import static org.natter.client.model.Message.State.QUEUED;
import static org.natter.client.model.Message.State.SENT;
import static org.natter.client.model.Stage.CONVERSATION;
import static org.natter.client.model.Stage.GROUP;
import static org.natter.client.model.Stage.OTHER;
import static org.natter.client.model.Stage.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.natter.client.values.Json;

/** What an application sees: messages on their way, the list of topics, extensions, streams, snapshots. */
class ModelTest {
  private final Stage stage = Stage.online();
  private final FakeServer server = stage.server;
  private final Topic<String, String, Object> topic = stage.group();

  private void refusePublishes(int code) {
    server.refuse = asked -> asked.word.equals("pub") ? code : 0;
  }

  @Test
  void aMessageIsQueuedThenSentAndWhatFailedCanBeTriedAgainOrDiscarded() {
    List<Message.State> shown = new ArrayList<>();
    topic.subscribe(snapshot -> snapshot.messages().forEach(one -> shown.add(one.state())));
    refusePublishes(403);
    CompletableFuture<Message<Object>> sent = topic.publish(Collections.singletonMap("txt", "hello"));
    assertThat(stage.fail(sent).code()).isEqualTo(403);
    assertThat(shown).first().isEqualTo(QUEUED);
    Message<Object> failed = topic.getSnapshot().messages().get(0);
    assertThat(failed.state()).isEqualTo(FAILED);
    assertThat(failed.error().code()).isEqualTo(403);
    assertThat(failed.from()).isEqualTo(FakeServer.USER);
    assertThat(failed.content()).isEqualTo(Collections.singletonMap("txt", "hello"));
    refusePublishes(0);
    failed.retry();
    stage.platform.advance(0);
    assertThat(stage.states()).containsExactly(SENT);
    refusePublishes(403);
    stage.fail(topic.publish("again"));
    topic.getSnapshot().messages().get(1).discard();
    stage.platform.advance(0);
    assertThat(topic.getSnapshot().messages()).hasSize(1);
  }

  @Test
  void overARateLimitItWaitsAndGoesOnInOrderWithTheSameKey() {
    int[] refusals = {3};
    server.refuse = asked -> asked.word.equals("pub") && refusals[0]-- > 0 ? 503 : 0;
    topic.publish("one");
    topic.publish("two");
    stage.platform.advance(10_000);
    assertThat(stage.contents()).containsExactly("one", "two");
    assertThat(stage.states()).containsExactly(SENT, SENT);
    List<Object> keys =
        server.asked.stream().filter(one -> one.word.equals("pub")).map(one -> one.detail).collect(Collectors.toList());
    assertThat(keys).hasSize(5);
    assertThat(keys.subList(0, 4)).containsOnly(keys.get(0));
    assertThat(keys.get(4)).isNotEqualTo(keys.get(0));
  }

  @Test
  void beforeAServerWithoutKeysWhatMayHaveArrivedIsNotSentAgainByItself() {
    server.features = EnumSet.noneOf(Feature.class);
    server.holdsPublishes = true;
    topic.publish("hello");
    stage.platform.advance(0);
    assertThat(stage.last("pub").detail).isNull();
    server.lose();
    stage.platform.advance(2000);
    Message<Object> message = topic.getSnapshot().messages().get(0);
    assertThat(message.state()).isEqualTo(FAILED);
    assertThat(message.error().code()).isZero();
    assertThat(message.error().canRetry()).isTrue();
    message.retry();
    stage.platform.advance(0);
    server.accept(Stage.at(1), false, false);
    stage.platform.advance(0);
    assertThat(stage.states()).containsExactly(SENT);
  }

  @Test
  void toCancelTheFutureDiscardsWhatWasNotSent() {
    server.isDown = true;
    server.lose();
    CompletableFuture<Message<Object>> sent = topic.publish("hello");
    stage.platform.advance(100);
    assertThat(stage.states()).containsExactly(QUEUED);
    sent.cancel(true);
    stage.platform.advance(0);
    assertThat(topic.getSnapshot().messages()).isEmpty();
    server.isDown = false;
    stage.platform.advance(60_000);
    assertThat(server.asked).noneMatch(one -> one.word.equals("pub"));
  }

  @Test
  void nothingIsNoContent() {
    assertThat(stage.fail(topic.publish(null)).code()).isEqualTo(400);
    assertThat(topic.getSnapshot().messages()).isEmpty();
  }

  @Test
  void theFirstScreenIsOneRoundTripAfterTheLogin() {
    List<String> all = server.asked.stream().map(Object::toString).collect(Collectors.toList());
    assertThat(all).containsExactly("login basic", "sub me", "get me info", "get me data", "get me sub");
    List<Contact<String, String, Object>> contacts = stage.client.me().getSnapshot().contacts();
    Contact<String, String, Object> hiking = contacts.get(0);
    Contact<String, String, Object> bob = contacts.get(1);
    assertThat(Arrays.asList(hiking.group(), hiking.person(), hiking.user())).containsExactly("Hiking", null, null);
    assertThat(hiking.unread()).isEqualTo(3);
    assertThat(Arrays.asList(bob.group(), bob.person(), bob.user())).containsExactly(null, "Bob", OTHER);
    assertThat(bob.unread()).isZero();
  }

  private Contact<String, String, Object> contact(String name) {
    return stage.client.me().getSnapshot().contacts().stream()
        .filter(one -> one.topic().equals(name))
        .findFirst()
        .orElseThrow(AssertionError::new);
  }

  @Test
  void presenceTellsWhoIsThereAndWhatIsNew() {
    server.tell(hear -> hear.presence("me", OTHER, "on"));
    stage.platform.advance(0);
    assertThat(contact(CONVERSATION).isOnline()).isTrue();
    server.tell(hear -> hear.presence(CONVERSATION, null, "msg"));
    stage.platform.advance(0);
    assertThat(stage.client.me().getSnapshot().contacts()).extracting(Contact::topic).containsExactly(CONVERSATION, GROUP);
    assertThat(contact(CONVERSATION).unread()).isEqualTo(1);
    stage.asked();
    for (int n = 0; n < 5; n++) server.tell(hear -> hear.presence("me", OTHER, "upd"));
    stage.platform.advance(1000);
    assertThat(stage.asked()).containsExactly("get me sub");
    server.tell(hear -> hear.presence("me", OTHER, "off"));
    stage.openGroup();
    assertThat(contact(CONVERSATION).isOnline()).isFalse();
    assertThat(contact(GROUP).unread()).isZero();
    server.tell(hear -> hear.presence(GROUP, FakeServer.USER, "on"));
    stage.platform.advance(0);
    assertThat(topic.getSnapshot().members().get(0).isOnline()).isTrue();
    assertThat(topic.getSnapshot().members().get(0).person()).isEqualTo("Alice");
  }

  @Test
  void aSnapshotStaysTheSameObjectAndListenersAreCalledOnceForManyChanges() {
    stage.openGroup();
    TopicSnapshot<String, String, Object> before = topic.getSnapshot();
    assertThat(topic.getSnapshot()).isSameAs(before);
    List<List<Object>> heard = new ArrayList<>();
    Subscription listening =
        topic.subscribe(now -> heard.add(now.messages().stream().map(Message::content).collect(Collectors.toList())));
    for (int n = 1; n <= 3; n++) server.live(GROUP, message(n));
    stage.platform.advance(0);
    assertThat(before.messages()).isEmpty();
    assertThat(heard).last().isEqualTo(Arrays.asList(1, 2, 3));
    int calls = heard.size();
    assertThat(calls).isLessThanOrEqualTo(3);
    listening.close();
    server.live(GROUP, message(4));
    stage.platform.advance(0);
    assertThat(heard).hasSize(calls);
    assertThat(stage.contents()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aStreamHasEveryMessageOnceFromAPositionOnOverLosses() {
    for (int n = 1; n <= 40; n++) server.store(GROUP, message(n));
    List<Object> read = new ArrayList<>();
    MessageStream stream = topic.stream(0, message -> read.add(message.content()));
    stage.platform.advance(0);
    server.live(GROUP, message(41));
    stage.platform.advance(0);
    server.lose();
    server.store(GROUP, message(42));
    stage.platform.advance(600);
    server.live(GROUP, message(43));
    stage.platform.advance(0);
    assertThat(read).isEqualTo(Stage.numbers(1, 43));
    stream.close();
    server.live(GROUP, message(44));
    stage.run(stream.done());
    assertThat(read).hasSize(43);
  }

  @Test
  void aStreamFromNowOnBeginsWithWhatIsNewAndEndsWithTheTopic() {
    server.store(GROUP, message(1));
    List<Object> read = new ArrayList<>();
    MessageStream stream = topic.stream(message -> read.add(message.content()));
    stage.platform.advance(0);
    server.live(GROUP, message(2));
    stage.platform.advance(0);
    assertThat(read).containsExactly(2);
    topic.leave();
    stage.run(stream.done());
  }

  @Test
  void aStreamOfATopicThatIsRefusedFails() {
    server.refuse = asked -> asked.toString().equals("sub " + GROUP) ? 403 : 0;
    MessageStream stream = topic.stream(message -> {});
    assertThat(stage.fail(stream.done()).code()).isEqualTo(403);
  }

  @Test
  void aListenerThatThrowsDisturbsNoOther() {
    stage.openGroup();
    List<Throwable> mistakes = new ArrayList<>();
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    Thread.currentThread().setUncaughtExceptionHandler((thread, mistake) -> mistakes.add(mistake));
    List<Object> read = new ArrayList<>();
    topic.stream(
        message -> {
          read.add(message.content());
          if (message.content().equals(1)) throw new IllegalStateException("of the application");
        });
    stage.platform.advance(0);
    server.live(GROUP, message(1));
    server.live(GROUP, message(2));
    stage.platform.advance(0);
    Thread.currentThread().setUncaughtExceptionHandler(before);
    assertThat(read).containsExactly(1, 2);
    assertThat(mistakes).hasSize(1);
  }

  @Test
  void closedWhileItIsBeingOpenedItIsNotAttachedInTheEnd() {
    topic.open();
    stage.run(topic.close());
    assertThat(topic.getSnapshot().state()).isEqualTo(TopicSnapshot.State.CLOSED);
    assertThat(server.attached).doesNotContain(GROUP);
  }

  @Test
  void connectionSnapshotsAreHeard() {
    List<ConnectionSnapshot.State> states = new ArrayList<>();
    stage.client.connection().subscribe(now -> states.add(now.state()));
    server.lose();
    stage.platform.advance(600);
    assertThat(states)
        .containsExactly(
            ConnectionSnapshot.State.WAITING, ConnectionSnapshot.State.CONNECTING, ConnectionSnapshot.State.ONLINE);
  }

  @Test
  void extensionsAreUsedWhenTheyWereAnnounced() {
    Found<String, String> bob = stage.run(stage.client.find("bo*")).get(0);
    assertThat(Arrays.asList(bob.user(), bob.topic(), bob.person())).containsExactly(OTHER, null, "Bob");
    assertThat(bob.tags()).containsExactly("bob");
    assertThat(stage.last("get fnd").detail).isEqualTo("bo*");
    Topic<String, String, Object> made =
        stage.run(stage.client.createGroup(About.of("All").withBearer("RP").withTags("all")));
    Changes said = (Changes) stage.last("sub new").detail;
    assertThat(said.publicData()).isEqualTo(TextNode.valueOf("All"));
    assertThat(said.tags()).containsExactly("all");
    assertThat(said.bearerMode()).isEqualTo("RP");
    assertThat(stage.run(made.renewLink()).token()).isEqualTo("secret");
    stage.run(made.closeLink());
    assertThat(((Changes) stage.last("set grpnew").detail).bearer()).isEqualTo(Changes.BearerChange.CLOSE);
    stage.run(stage.client.joinByLink("grpother", "secret"));
    Joining joining =
        (Joining) server.asked.stream().filter(one -> "grpother".equals(one.topic)).findFirst().get().detail;
    assertThat(joining.mode()).isNull();
    stage.run(made.loadMembers(OTHER));
    assertThat(stage.last("get grpnew sub").detail).isEqualTo(OTHER);
  }

  @Test
  void extensionsThatWereNotAnnouncedAreRefused() {
    server.features = EnumSet.of(Feature.KEY);
    stage.asked();
    assertThat(stage.fail(stage.client.find("bo*")).code()).isEqualTo(501);
    assertThat(stage.fail(stage.client.createGroup(About.<String>nothing().withBearer("RP"))).code()).isEqualTo(501);
    assertThat(stage.fail(topic.openByLink()).code()).isEqualTo(501);
    assertThat(stage.fail(stage.client.me().change(About.<String>nothing().withTags("alice"))).code()).isEqualTo(501);
    assertThat(stage.asked()).isEmpty();
  }

  @Test
  void rightsInPlainWords() {
    JsonNode words = TextNode.valueOf("join us");
    assertAccess(topic.invite(OTHER, "RWP", "join us"), OTHER, "RWP", words);
    assertAccess(topic.invite(OTHER), OTHER, null, null);
    assertAccess(topic.approve(OTHER, "RW"), OTHER, "RW", null);
    assertAccess(topic.decline(OTHER), OTHER, "N", null);
    assertAccess(topic.ban(OTHER), OTHER, "X", null);
    assertAccess(topic.unban(OTHER), OTHER, "RWP", null);
    assertAccess(topic.offerOwnership(OTHER), OTHER, "RWPSDO", null);
    assertAccess(topic.acceptOwnership(), null, "RWPSDO", null);
    assertAccess(topic.requestAccess("RWPS", "join us"), null, "RWPS", words);
    assertAccess(topic.mute(), null, "X", null);
    assertThat(topic.getSnapshot().state()).isEqualTo(TopicSnapshot.State.BANNED);
    stage.run(topic.change(About.<String>nothing().clearPublic()));
    assertThat(((Changes) stage.last("set " + GROUP + " info").detail).publicData().isNull()).isTrue();
    stage.run(topic.deleteForAll(5));
    assertThat(stage.last("del").detail).isEqualTo(Arrays.asList(5L, true));
    stage.run(topic.deleteForMe());
    assertThat(stage.last("del").detail).isEqualTo(Arrays.asList(null, false));
  }

  private void assertAccess(CompletableFuture<Void> done, String user, String mode, JsonNode info) {
    stage.run(done);
    assertThat(stage.last("set " + GROUP + " sub").detail).isEqualTo(Arrays.asList(user, mode, info));
  }

  @Test
  void whatDoesNotFitTheTypesIsNullBesideItsJson() {
    ModelOptions<String, String, Integer> options =
        new ModelOptions<>(PayloadTypes.of(String.class, String.class, Integer.class), stage.platform);
    options.callbackExecutor(stage.platform).diskExecutor(stage.platform);
    ModelClient<String, String, Integer> typed = new ModelClient<>(server, options);
    typed.start();
    server.store(GROUP, message(7));
    server.store(GROUP, new StoredMessage(Stage.at(8), Stage.at(8), OTHER, TextNode.valueOf("eight")));
    stage.run(typed.topic(GROUP).open());
    List<Message<Integer>> messages = typed.topic(GROUP).getSnapshot().messages();
    assertThat(messages).extracting(Message::content).containsExactly(7, null);
    assertThat(messages.get(1).json()).isEqualTo(TextNode.valueOf("eight"));
  }

  @Test
  void noticesAreReadAndDeleted() {
    String text = "{\"act\":\"appr\",\"topic\":\"" + GROUP + "\",\"user\":\"" + OTHER
        + "\",\"acs\":{\"want\":\"RWP\",\"given\":\"N\"},\"info\":\"please\"}";
    JsonNode content = Json.parse(text);
    server.live("me", new StoredMessage(Stage.at(1), Stage.at(1), OTHER, content));
    server.live("me", new StoredMessage(Stage.at(2), Stage.at(2), OTHER, TextNode.valueOf("no notice")));
    stage.platform.advance(300);
    List<Notice> notices = stage.client.me().getSnapshot().notices();
    assertThat(notices).hasSize(1);
    Notice notice = notices.get(0);
    assertThat(Arrays.asList(notice.act(), notice.topic(), notice.user())).containsExactly("appr", GROUP, OTHER);
    assertThat(notice.access().want() + "/" + notice.access().given()).isEqualTo("RWP/N");
    assertThat(notice.info()).isEqualTo(TextNode.valueOf("please"));
    stage.run(stage.client.me().deleteNotices());
    assertThat(stage.client.me().getSnapshot().notices()).isEmpty();
  }

  @Test
  void theSameNameIsTheSameTopic() {
    assertThat(stage.client.topic(OTHER)).isSameAs(stage.client.topic(CONVERSATION));
  }
}
