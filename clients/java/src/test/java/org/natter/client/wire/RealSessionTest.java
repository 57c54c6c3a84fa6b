package org.natter.client.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.natter.client.RealServer;
import org.natter.client.Waiting;
import org.natter.client.values.NatterException;

/** Packets over both transports, against the real server. */
class RealSessionTest {
  private static RealServer server;
  private static int people;

  private final List<Session> open = new ArrayList<>();
  private final BlockingQueue<Data> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();

  private final SessionListener listener =
      new SessionListener() {
        @Override
        public void data(Data data) {
          heard.add(data);
        }

        @Override
        public void closed(Ending ending) {
          endings.add(ending);
        }
      };

  @BeforeAll
  static void start() throws IOException {
    server = RealServer.started();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @AfterEach
  void closeAll() {
    open.forEach(Session::close);
  }

  private Session connect(TransportName transport, String apiKey) {
    Session session =
        Waiting.get(new Dialer(DialOptions.builder(server.url(), apiKey).transports(transport).build()).open(listener));
    open.add(session);
    return session;
  }

  private static Answer ask(Session session, Request request) {
    return Waiting.get(session.request(request));
  }

  /** Signed up and logged in. */
  private Session person(TransportName transport) {
    Session session = connect(transport, RealServer.API_KEY);
    String secret = "wire" + ++people + ":correct horse";
    assertThat(ask(session, new AccRequest().user("new").auth(new Credential().secret(secret))).ctrl().code())
        .isEqualTo(201);
    ask(session, new LoginRequest().secret(secret));
    return session;
  }

  @ParameterizedTest
  @EnumSource
  void contentsKeepEveryDigit(TransportName transport) {
    Session session = person(transport);
    assertThat(session.transport()).isEqualTo(transport);
    assertThat(session.has("key")).isTrue();
    String group = ask(session, new SubRequest("new")).ctrl().topic();
    String content = "{\"big\":123456789012345678901234567890,\"pi\":3.14159265358979323846264338327950288,\"one\":1.0}";
    ask(session, new PubRequest(group, content));
    assertThat(Waiting.next(heard).content()).hasToString(content);
    Answer page = ask(session, new GetRequest(group).what("data"));
    assertThat(page.data()).singleElement().satisfies(one -> assertThat(one.content()).hasToString(content));
  }

  @ParameterizedTest
  @EnumSource
  void requestsGoOutInOrder(TransportName transport) {
    Session session = person(transport);
    String group = ask(session, new SubRequest("new")).ctrl().topic();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int n = 0; n < 50; n++) answers.add(session.request(new PubRequest(group, Integer.toString(n))));
    answers.forEach(Waiting::get);
    // what is still to come live could be a part of the answer, and come first
    for (int n = 0; n < 50; n++) assertThat(Waiting.next(heard).content().intValue()).isEqualTo(n);
    Answer page = ask(session, new GetRequest(group).what("data").browse(new Browse().ascnd(true).limit(100)));
    assertThat(page.data()).extracting(one -> one.content().intValue()).hasSize(50).isSorted();
  }

  @ParameterizedTest
  @EnumSource
  void aWrongApiKey(TransportName transport) {
    DialOptions options = DialOptions.builder(server.url(), "wrong").transports(transport).build();
    NatterException error = Waiting.failureOf(new Dialer(options).open(listener));
    assertThat(error.code()).isEqualTo(403);
    assertThat(error.canRetry()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatDies(TransportName transport) throws IOException {
    Session session = person(transport);
    server.kill();
    assertThat(Waiting.next(endings).text()).isEqualTo(Ending.CONNECTION_LOST);
    assertThat(Waiting.failureOf(session.request(new LeaveRequest("me"))).canRetry()).isTrue();
    server.start();
    assertThat(person(transport).greeting().code()).as("on the same port").isEqualTo(201);
  }
}
