package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.Waiting.get;
import static org.natter.client.Waiting.until;

import java.io.IOException;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.natter.client.model.ConnectionSnapshot;
import org.natter.client.model.ModelClient;

/** The way to the real server: blocked for WebSockets, or closed to this application. */
class ReachingTest {
  private RealServer server;
  private final People people = new People();

  @BeforeEach
  void start() throws IOException {
    server = RealServer.started();
  }

  @AfterEach
  void stop() throws IOException {
    people.close();
    server.close();
  }

  @Test
  void longPollingWhereWebSocketsDoNotGetThrough() throws IOException {
    OkHttpClient behindAProxy =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  if (chain.request().header("Upgrade") != null) throw new IOException("not here");
                  return chain.proceed(chain.request());
                })
            .build();
    ModelClient<?, ?, ?> client = people.with(people.at(server.url()).httpClient(behindAProxy).build());
    get(client.start());
    for (int round = 0; round < 2; round++) {
      ConnectionSnapshot online = until(client.connection(), now -> now.state() == ConnectionSnapshot.State.ONLINE);
      assertThat(online.transport()).isEqualTo("longpoll");
      server.kill();
      until(client.connection(), now -> now.state() != ConnectionSnapshot.State.ONLINE);
      server.start();
    }
  }

  @Test
  void aWrongApiKeyIsSaidAndNotTriedAgain() {
    ModelClient<?, ?, ?> client = people.with(Client.builder(server.url(), "nonsense").build());
    get(client.start());
    ConnectionSnapshot stopped = until(client.connection(), now -> now.error() != null);
    assertThat(stopped.state()).isEqualTo(ConnectionSnapshot.State.STOPPED);
    assertThat(stopped.error().code()).isEqualTo(403);
  }
}
