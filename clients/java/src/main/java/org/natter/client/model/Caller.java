package org.natter.client.model;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.natter.client.values.Futures;
import org.natter.client.values.NatterException;
import org.natter.client.values.Platform;

/**
 * The way in and out: an application calls from any thread, the work is done on the one inside, and the answer comes on the
 * executor of the callbacks. To cancel the answer is to abort the request.
 */
final class Caller {
  private final Platform inside;
  private final Callbacks callbacks;
  private final long timeoutMs;

  Caller(Platform inside, Callbacks callbacks, long timeoutMs) {
    this.inside = inside;
    this.callbacks = callbacks;
    this.timeoutMs = timeoutMs;
  }

  Caller within(long ms) {
    if (ms <= 0) throw new IllegalArgumentException("not a time to wait: " + ms + " ms");
    return new Caller(inside, callbacks, ms);
  }

  <R> CompletableFuture<R> call(Function<Bounds, CompletableFuture<R>> run) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    Bounds bounds = new Bounds(inside, timeoutMs);
    Futures.whenCancelled(answer, () -> inside.execute(bounds::cancel));
    inside.execute(() -> begin(run, bounds).whenComplete((value, thrown) -> tell(answer, value, thrown)));
    return answer;
  }

  /** @param said what the application hands over, read on its own thread; what cannot be written fails the answer */
  <S, R> CompletableFuture<R> call(Supplier<S> said, BiFunction<S, Bounds, CompletableFuture<R>> run) {
    S value;
    try {
      value = said.get();
    } catch (NatterException error) {
      return call(bounds -> Futures.failed(error));
    }
    return call(bounds -> run.apply(value, bounds));
  }

  /** A mistake must not leave somebody waiting for ever. */
  private static <R> CompletableFuture<R> begin(Function<Bounds, CompletableFuture<R>> run, Bounds bounds) {
    try {
      return run.apply(bounds);
    } catch (RuntimeException mistake) {
      return Futures.failed(Futures.errorOf(mistake));
    }
  }

  private <R> void tell(CompletableFuture<R> answer, R value, Throwable thrown) {
    callbacks.execute(
        () -> {
          if (thrown == null) answer.complete(value);
          else answer.completeExceptionally(Futures.errorOf(thrown));
        });
  }
}
