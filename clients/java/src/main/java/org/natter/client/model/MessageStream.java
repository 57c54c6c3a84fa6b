package org.natter.client.model;

import java.util.concurrent.CompletableFuture;

/**
 * Every message of a topic to a listener: each once and in order, over every loss of the connection. The next page is fetched
 * when the listener is done with the one before.
 */
public final class MessageStream implements Subscription {
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Runnable stop;
  private volatile boolean isClosed;

  /** @param stop runs when it is closed */
  MessageStream(Runnable stop) {
    this.stop = stop;
  }

  /**
   * Completes, on the executor of the callbacks, when it was closed or the topic was closed, left or deleted. Fails when the
   * topic cannot be opened, and when the connection is stopped while something is asked for.
   */
  public CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void close() {
    isClosed = true;
    stop.run();
  }

  boolean isClosed() {
    return isClosed;
  }
}
