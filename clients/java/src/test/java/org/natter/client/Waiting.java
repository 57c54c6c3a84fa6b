package org.natter.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.natter.client.model.Subscription;
import org.natter.client.model.Watchable;
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

  /** The first snapshot, now or later, of which that is true. */
  public static <S> S until(Watchable<S> source, Predicate<? super S> isIt) {
    return find(source, snapshot -> isIt.test(snapshot) ? snapshot : null);
  }

  /** The first thing that is found in a snapshot, now or later; null: not in this one. */
  public static <S, R> R find(Watchable<S> source, Function<? super S, R> look) {
    CompletableFuture<R> found = new CompletableFuture<>();
    Consumer<S> lookAt =
        snapshot -> {
          R seen = look.apply(snapshot);
          if (seen != null) found.complete(seen);
        };
    Subscription watching = source.subscribe(lookAt);
    found.whenComplete((seen, thrown) -> watching.close());
    lookAt.accept(source.getSnapshot());
    return get(found);
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
