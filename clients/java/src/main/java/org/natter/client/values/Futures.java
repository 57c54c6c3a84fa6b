package org.natter.client.values;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Futures that fail with a {@link NatterException} and with nothing else, and whose cancellation reaches the source. */
public final class Futures {
  private Futures() {}

  /** One that has failed. */
  public static <T> CompletableFuture<T> failed(NatterException error) {
    CompletableFuture<T> future = new CompletableFuture<>();
    future.completeExceptionally(error);
    return future;
  }

  /**
   * What {@code change} makes of the result, on the thread that completes the source.
   *
   * @param change a value that it cannot read fails the future with code 0
   */
  public static <T, R> CompletableFuture<R> map(
      CompletableFuture<T> source, Function<? super T, ? extends R> change) {
    CompletableFuture<R> result = new CompletableFuture<>();
    source.whenComplete(
        (value, error) -> {
          try {
            if (error == null) result.complete(change.apply(value));
            else result.completeExceptionally(errorOf(error));
          } catch (RuntimeException mistake) {
            result.completeExceptionally(errorOf(mistake));
          }
        });
    whenCancelled(result, () -> source.cancel(false));
    return result;
  }

  /** Runs the task if somebody cancels the future, on the thread that does. */
  public static void whenCancelled(CompletableFuture<?> future, Runnable task) {
    future.whenComplete(
        (value, error) -> {
          if (future.isCancelled()) task.run();
        });
  }

  /** The error inside what a future fails with. */
  public static NatterException errorOf(Throwable failure) {
    Throwable error = failure;
    while ((error instanceof CompletionException || error instanceof ExecutionException) && error.getCause() != null) {
      error = error.getCause();
    }
    if (error instanceof NatterException) return (NatterException) error;
    String text = error instanceof CancellationException ? "cancelled" : error.toString();
    return new NatterException(NatterException.NO_ANSWER, text, null, false, null, error);
  }
}
