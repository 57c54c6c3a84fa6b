package org.natter.client.wire;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.natter.client.values.Platform;

/** OkHttp as both transports need it, and where the server is. */
final class Network {
  /** A connection whose other side does not answer a ping before the next one is due is over: at most twice this. */
  static final long PING_MS = 25_000;

  /** No answer of long polling takes longer: the server ends an empty poll after 49.5 s (spec: 0.4 §1.5). */
  private static final long POLL_MS = 55_000;

  private static final long IDLE_THREAD_S = 10;

  final Platform platform;
  final OkHttpClient http;
  private final HttpUrl channels;

  /** @throws IllegalArgumentException when the url is none */
  Network(DialOptions options) {
    platform = options.platform();
    channels =
        HttpUrl.get(options.url())
            .newBuilder()
            .addPathSegments("v0/channels")
            .addQueryParameter("apikey", options.apiKey())
            .build();
    http =
        options
            .httpClient()
            .newBuilder()
            .dispatcher(dispatcher())
            .pingInterval(options.pingMs(), TimeUnit.MILLISECONDS)
            .readTimeout(POLL_MS, TimeUnit.MILLISECONDS)
            // a poll takes as long as nothing happens
            .callTimeout(0, TimeUnit.MILLISECONDS)
            .build();
  }

  /** Of daemons, which keep no program alive, and without the bound of five polls to one host. */
  private static Dispatcher dispatcher() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_S,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "natter network");
              thread.setDaemon(true);
              return thread;
            });
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(Integer.MAX_VALUE);
    dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
    return dispatcher;
  }

  Request.Builder websocket() {
    return new Request.Builder().url(channels);
  }

  /** @param sid null: a new session */
  Request.Builder longpoll(String sid) {
    HttpUrl.Builder url = channels.newBuilder().addPathSegment("lp");
    if (sid != null) url.addQueryParameter("sid", sid);
    return new Request.Builder().url(url.build());
  }
}
