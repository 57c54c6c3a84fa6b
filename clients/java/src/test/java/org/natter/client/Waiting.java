package org.natter.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.natter.client.values.NatterException;

/** Waits for what has to come; a minute is longer than anything takes. */
public final class Waiting {
  private static final long BOUND_S = 60;

  private Waiting() {}

  /** The result. @throws NatterException as the future failed */
  public static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(BOUND_S, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof NatterException) throw (NatterException) failed.getCause();
      throw new AssertionError("failed with something else", failed.getCause());
    } catch (TimeoutException | InterruptedException never) {
      throw new AssertionError("never answered", never);
    }
  }

  /** What the future fails with. */
  public static NatterException failureOf(CompletableFuture<?> future) {
    try {
      future.get(BOUND_S, TimeUnit.SECONDS);
    } catch (ExecutionException | CompletionException failed) {
      if (failed.getCause() instanceof NatterException) return (NatterException) failed.getCause();
      throw new AssertionError("failed with something else", failed.getCause());
    } catch (TimeoutException | InterruptedException never) {
      throw new AssertionError("never answered", never);
    }
    throw new AssertionError("did not fail");
  }

  /** The next one that comes. */
  public static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(BOUND_S, TimeUnit.SECONDS);
      if (next == null) throw new AssertionError("nothing came");
      return next;
    } catch (InterruptedException stopped) {
      throw new AssertionError("stopped", stopped);
    }
  }
}
