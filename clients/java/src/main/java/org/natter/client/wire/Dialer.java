package org.natter.client.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.natter.client.values.Futures;
import org.natter.client.values.NatterException;

/** Opens sessions: over WebSocket, and over long polling where WebSockets do not get through. */
public final class Dialer {
  /** A transport that says nothing for so long does not work here. */
  private static final long GREETING_WITHIN_MS = 10_000;

  private final List<TransportName> preferred;
  private final Network network;
  private List<TransportName> order;

  /** @throws IllegalArgumentException when the url is none */
  public Dialer(DialOptions options) {
    preferred = options.transports();
    order = preferred;
    network = new Network(options);
  }

  /**
   * A session that was greeted. What worked is tried first the next time, as long as it works. To cancel the future is to
   * give up.
   *
   * @return fails with a {@link NatterException} of the last transport: 403 for a wrong API key, 0 when nothing answers
   */
  public CompletableFuture<Session> open(SessionListener listener) {
    CompletableFuture<Session> result = new CompletableFuture<>();
    network.platform.execute(() -> tryNext(order, 0, listener, result));
    return result;
  }

  private void tryNext(
      List<TransportName> names, int at, SessionListener listener, CompletableFuture<Session> result) {
    if (result.isDone()) return;
    TransportName name = names.get(at);
    CompletableFuture<Session> attempt = attempt(name, listener);
    Futures.whenCancelled(result, () -> attempt.cancel(false));
    attempt.whenComplete(
        (session, error) -> {
          if (error == null) {
            order = startingWith(name, names);
            // somebody gave up at this very moment
            if (!result.complete(session)) session.close();
          } else if (at + 1 < names.size()) {
            tryNext(names, at + 1, listener, result);
          } else {
            // nothing works, so it is not the transport: begin with the best again
            order = preferred;
            result.completeExceptionally(error);
          }
        });
  }

  private static List<TransportName> startingWith(TransportName first, List<TransportName> names) {
    List<TransportName> all = new ArrayList<>(names);
    all.remove(first);
    all.add(0, first);
    return all;
  }

  private CompletableFuture<Session> attempt(TransportName name, SessionListener listener) {
    CompletableFuture<Session> opened = new CompletableFuture<>();
    Session session = new Session(network.platform, name, listener, opened);
    NatterException late = new NatterException(NatterException.NO_ANSWER, "no greeting in time", null);
    Runnable cancelTimer = network.platform.after(GREETING_WITHIN_MS, () -> opened.completeExceptionally(late));
    opened.whenComplete(
        (greeted, error) -> {
          cancelTimer.run();
          if (error != null) session.close();
        });
    session.connect(
        hears ->
            name == TransportName.WEBSOCKET
                ? new WebSocketChannel(network, hears)
                : new LongPollChannel(network, hears));
    return opened;
  }
}
