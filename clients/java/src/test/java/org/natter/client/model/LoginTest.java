package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.model.ConnectionSnapshot.State.ONLINE;
import static org.natter.client.model.ConnectionSnapshot.State.STOPPED;
import static org.natter.client.model.Stage.GROUP;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.natter.client.FakePlatform;

/** Staying logged in: until when, how it ends, and as which client. */
class LoginTest {
  private static final long HOUR_MS = 3_600_000;

  private final Cache cache = new MemoryCache();
  private final Stage stage = Stage.online(cache);
  private final FakeServer server = stage.server;
  private final FakePlatform platform = stage.platform;
  private final ModelClient<String, String, Object> client = stage.client;

  private ConnectionSnapshot connection() {
    return client.connection().getSnapshot();
  }

  private List<String> logins() {
    return stage.asked().stream().filter(one -> one.startsWith("login")).collect(Collectors.toList());
  }

  private Stage restarted() {
    stage.run(client.stop());
    Stage next = new Stage(platform, server, cache);
    next.asked();
    next.run(next.client.start());
    return next;
  }

  // ---- how it ends

  @Test
  void withoutAPasswordAndATokenTheLostConnectionIsTheEnd() {
    stage.run(client.deletePassword());
    server.refuse = asked -> asked.word.equals("login") ? 401 : 0;
    server.lose();
    platform.advance(5000);
    assertThat(connection().state()).isEqualTo(STOPPED);
    assertThat(connection().error().code()).isEqualTo(401);
    stage.asked();
    platform.advance(60_000);
    assertThat(stage.asked()).isEmpty();
    server.refuse = asked -> 0;
    assertThat(stage.run(client.logIn("alice", "new"))).isEqualTo(FakeServer.USER);
  }

  @Test
  void meThatIsRefusedForGoodEndsTheConnectionWithTheReason() {
    server.refuse = asked -> asked.toString().equals("sub me") ? 403 : 0;
    server.lose();
    platform.advance(5000);
    assertThat(connection().state()).isEqualTo(STOPPED);
    assertThat(connection().error().code()).isEqualTo(403);
    stage.asked();
    platform.advance(60_000);
    assertThat(stage.asked()).isEmpty();
  }

  @Test
  void meThatIsRefusedForNowIsAskedAgain() {
    int[] refusals = {3};
    server.refuse = asked -> asked.toString().equals("sub me") && refusals[0]-- > 0 ? 503 : 0;
    server.lose();
    platform.advance(5000);
    assertThat(connection().state()).isEqualTo(ONLINE);
    assertThat(client.me().getSnapshot().isFresh()).isTrue();
  }

  // ---- until when

  private Stage withALoginOf(long lifeMs) {
    server.tokenLifeMs = lifeMs;
    stage.run(client.logOut());
    stage.run(client.logIn("alice", "alice123"));
    stage.asked();
    return stage;
  }

  @Test
  void atHalfOfTheLifeOfTheTokenThePasswordOfThisRunGivesANewOne() {
    withALoginOf(12 * HOUR_MS);
    platform.advance(6 * HOUR_MS - 1000);
    assertThat(logins()).isEmpty();
    int connections = server.connections;
    platform.advance(2000);
    assertThat(logins()).containsExactly("login basic");
    assertThat(server.connections).isEqualTo(connections + 1);
    assertThat(connection().state()).isEqualTo(ONLINE);
    assertThat(client.login().expires()).isGreaterThan(platform.nowMs() + 11 * HOUR_MS);
    platform.advance(24 * HOUR_MS);
    assertThat(logins()).hasSize(4);
  }

  @Test
  void withoutAPasswordTheTokenGivesOneWhereTheServerDoesSo() {
    withALoginOf(12 * HOUR_MS);
    server.isProlonging = true;
    Stage next = restarted();
    platform.advance(6 * HOUR_MS + 1000);
    platform.advance(6 * HOUR_MS);
    assertThat(next.asked())
        .filteredOn(one -> one.startsWith("login"))
        .containsExactly("login token", "login token", "login token");
    assertThat(next.client.login().expires()).isGreaterThan(platform.nowMs() + 11 * HOUR_MS);
  }

  @Test
  void aServerWhoseTokensAreNotProlongedIsNotAskedInVain() {
    withALoginOf(12 * HOUR_MS);
    Stage next = restarted();
    platform.advance(24 * HOUR_MS);
    assertThat(next.asked()).filteredOn(one -> one.startsWith("login")).containsExactly("login token");
  }

  @Test
  void itWaitsUntilNothingIsUnderWay() {
    withALoginOf(12 * HOUR_MS);
    stage.openGroup();
    platform.advance(6 * HOUR_MS - 10_000);
    server.holdsPublishes = true;
    stage.group().publish("on its way");
    platform.advance(20_000);
    assertThat(logins()).isEmpty();
    server.accept(Stage.at(1), false, false);
    platform.advance(2000);
    assertThat(logins()).containsExactly("login basic");
    assertThat(stage.states()).containsExactly(Message.State.SENT);
    assertThat(stage.group().getSnapshot().state()).isEqualTo(TopicSnapshot.State.OPEN);
  }

  @Test
  void itIsSilentForListenersOfMessagesAndStreams() {
    withALoginOf(12 * HOUR_MS);
    int[] read = {0};
    MessageStream stream = stage.group().stream(message -> read[0]++);
    platform.advance(6 * HOUR_MS + 1000);
    assertThat(logins()).hasSize(1);
    server.live(GROUP, Stage.message(1));
    platform.advance(1000);
    assertThat(read[0]).isEqualTo(1);
    assertThat(stream.done()).isNotDone();
  }

  @Test
  void aDeletedPasswordIsNoReasonToEndTheLastSession() {
    withALoginOf(12 * HOUR_MS);
    stage.run(client.deletePassword());
    stage.asked();
    platform.advance(24 * HOUR_MS);
    assertThat(stage.asked()).isEmpty();
    assertThat(connection().state()).isEqualTo(ONLINE);
  }

  // ---- as which client

  private ModelClient<String, String, Object> tagged(String tag, Cache kept) {
    ModelOptions<String, String, Object> options =
        new ModelOptions<>(PayloadTypes.of(String.class, String.class, Object.class), platform);
    return new ModelClient<>(
        server, options.cache(kept).callbackExecutor(platform).diskExecutor(platform).tag(tag));
  }

  @Test
  void aLoginThatWasKeptElsewhereComesBackAsTheSameClient() throws IOException {
    Login kept = client.login();
    assertThat(kept.tag()).isEqualTo(stage.last("login").detail);
    stage.run(client.stop());
    ModelClient<String, String, Object> again = tagged(kept.tag(), new MemoryCache());
    stage.run(again.logIn(Credentials.token(kept.token())));
    assertThat(stage.last("login token").detail).isEqualTo(kept.tag());
    assertThat(again.login().tag()).isEqualTo(kept.tag());
  }

  @Test
  void aChosenTagComesBeforeTheKeptOneAndOutlivesALogout() {
    stage.run(client.stop());
    ModelClient<String, String, Object> chosen = tagged("phone-7f3a", cache);
    stage.run(chosen.start());
    assertThat(stage.last("login token").detail).isEqualTo("phone-7f3a");
    stage.run(chosen.logOut());
    stage.run(chosen.logIn("alice", "alice123"));
    assertThat(stage.last("login basic").detail).isEqualTo("phone-7f3a");
  }
}
