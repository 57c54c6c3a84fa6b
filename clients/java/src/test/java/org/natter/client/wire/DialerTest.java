package org.natter.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.natter.client.Waiting;
import org.natter.client.values.Futures;
import org.natter.client.values.NatterException;

class DialerTest {
  private static final SessionListener NOBODY = new SessionListener() {};

  /** Notes how a session ended. */
  private static final class Endings implements SessionListener {
    final BlockingQueue<Ending> all = new LinkedBlockingQueue<>();

    @Override
    public void closed(Ending ending) {
      all.add(ending);
    }

    /** It did not even begin. */
    Session add(NatterException error) {
      all.add(new Ending(error.code(), error.text()));
      return null;
    }
  }

  @Test
  void longPollingWhereNoWebSocketGetsThrough() throws IOException {
    try (StubServer server = new StubServer(StubServer::silence, StubServer::silence)) {
      Dialer dialer = new Dialer(server.options().build());
      Session first = Waiting.get(dialer.open(NOBODY));
      assertThat(first.transport()).isEqualTo(TransportName.LONGPOLL);
      first.close();
      Session second = Waiting.get(dialer.open(NOBODY));
      assertThat(server.asked.stream().filter("websocket"::equals)).as("what worked is tried first").hasSize(1);
      second.close();
    }
  }

  @Test
  void nothingListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Dialer dialer = new Dialer(DialOptions.builder("http://127.0.0.1:" + port, "k").build());
    NatterException error = Waiting.failureOf(dialer.open(NOBODY));
    assertThat(error.code()).isEqualTo(NatterException.NO_ANSWER);
    assertThat(error.canRetry()).isTrue();
  }

  @Test
  void aUrlThatIsNone() {
    DialOptions options = DialOptions.builder("somewhere", "k").build();
    assertThatIllegalArgumentException().isThrownBy(() -> new Dialer(options));
  }

  @Test
  void noTransportAtAll() {
    assertThatIllegalArgumentException().isThrownBy(() -> DialOptions.builder("http://localhost", "k").transports());
  }

  @Test
  void aServerThatDoesNotGreetIsGivenUp() throws IOException {
    try (SilentSocket server = new SilentSocket(false)) {
      HeldTimers platform = new HeldTimers();
      DialOptions options =
          DialOptions.builder(server.url(), "k").transports(TransportName.WEBSOCKET).platform(platform).build();
      CompletableFuture<Session> opened = new Dialer(options).open(NOBODY);
      assertThat(Waiting.next(server.happened)).isEqualTo("connected");
      assertThat(opened).isNotDone();
      Waiting.next(platform.timers).run();
      assertThat(Waiting.failureOf(opened).text()).isEqualTo("no greeting in time");
      assertThat(Waiting.next(server.happened)).isEqualTo("hung up");
    }
  }

  @Test
  void cancellingGivesUp() throws IOException {
    try (SilentSocket server = new SilentSocket(false)) {
      CompletableFuture<Session> opened = new Dialer(DialOptions.builder(server.url(), "k").build()).open(NOBODY);
      assertThat(Waiting.next(server.happened)).isEqualTo("connected");
      opened.cancel(false);
      assertThat(Waiting.next(server.happened)).isEqualTo("hung up");
    }
  }

  @Test
  void aSilentSocketIsNoticed() throws IOException {
    try (SilentSocket server = new SilentSocket(true)) {
      DialOptions options =
          DialOptions.builder(server.url(), "k").transports(TransportName.WEBSOCKET).pingMs(50).build();
      Endings endings = new Endings();
      // so fast that it may be over before the greeting was read
      Dialer dialer = new Dialer(options);
      dialer.open(endings).exceptionally(error -> endings.add(Futures.errorOf(error)));
      assertThat(Waiting.next(endings.all).text()).isEqualTo(Ending.CONNECTION_LOST);
    }
  }

  @Test
  void aSilentPollIsNoticed() throws IOException {
    try (StubServer server = new StubServer(StubServer::silence, StubServer::silence)) {
      DialOptions options =
          server.options().transports(TransportName.LONGPOLL).httpClient(impatientWithPolls()).build();
      Endings endings = new Endings();
      Waiting.get(new Dialer(options).open(endings));
      assertThat(Waiting.next(endings.all).text()).isEqualTo(Ending.CONNECTION_LOST);
    }
  }

  /** The greeting may take as long as it likes. */
  private static OkHttpClient impatientWithPolls() {
    return new OkHttpClient.Builder()
        .addInterceptor(
            chain -> {
              boolean isPoll = chain.request().url().queryParameter("sid") != null;
              return (isPoll ? chain.withReadTimeout(50, TimeUnit.MILLISECONDS) : chain).proceed(chain.request());
            })
        .build();
  }

  @Test
  void silenceIsNoticedWithinAMinuteButNoEmptyPollIsTakenForIt() {
    int emptyPollMs = 49_500;
    OkHttpClient hasty =
        new OkHttpClient.Builder().callTimeout(1, TimeUnit.SECONDS).readTimeout(1, TimeUnit.SECONDS).build();
    DialOptions options = DialOptions.builder("http://localhost", "k").httpClient(hasty).build();
    Network network = new Network(options);
    // whoever does not answer a ping is given up when the next one is due
    assertThat(2 * network.http.pingIntervalMillis()).isPositive().isLessThanOrEqualTo(60_000);
    assertThat(network.http.readTimeoutMillis()).isGreaterThan(emptyPollMs).isLessThanOrEqualTo(60_000);
    assertThat(network.http.callTimeoutMillis()).as("none").isZero();
  }

  @Test
  void aPostThatIsRefusedForNowIsRepeatedAndOneThatIsLostIsNot() throws IOException {
    AtomicInteger posts = new AtomicInteger();
    StubServer.Handler twiceBusyThenLost =
        exchange -> {
          if (posts.incrementAndGet() <= 2) StubServer.answer(exchange, 503, "");
          else exchange.close();
        };
    try (StubServer server = new StubServer(StubServer::silence, twiceBusyThenLost)) {
      Endings endings = new Endings();
      Dialer dialer = new Dialer(server.options().transports(TransportName.LONGPOLL).build());
      Session session = Waiting.get(dialer.open(endings));
      CompletableFuture<Answer> first = session.request(new PubRequest("me", "1"));
      CompletableFuture<Answer> second = session.request(new PubRequest("me", "2"));
      assertThat(Waiting.next(endings.all).code()).isEqualTo(0);
      assertThat(Waiting.failureOf(first).canRetry()).isTrue();
      assertThat(Waiting.failureOf(second).canRetry()).isTrue();
      assertThat(server.asked.stream().filter(text -> text.contains("pub")))
          .as("the first one three times, the second one never")
          .hasSize(3)
          .allMatch(text -> text.contains("\"content\":1"));
    }
  }

  @Test
  void aSessionThatTheServerDoesNotKnowAnyMoreIsOver() throws IOException {
    String said = "{\"ctrl\":{\"code\":403,\"text\":\"expired\",\"ts\":\"2026-01-05T10:00:00.000Z\"}}";
    try (StubServer server =
        new StubServer(exchange -> StubServer.answer(exchange, 403, said), StubServer::silence)) {
      Endings endings = new Endings();
      Waiting.get(new Dialer(server.options().transports(TransportName.LONGPOLL).build()).open(endings));
      Ending ending = Waiting.next(endings.all);
      assertThat(ending.code()).isEqualTo(403);
      assertThat(ending.text()).isEqualTo("expired");
    }
  }
}
