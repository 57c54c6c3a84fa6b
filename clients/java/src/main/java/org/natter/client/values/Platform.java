package org.natter.client.values;

import java.util.concurrent.Executor;

/**
 * What the bindings need of the machine they run on; tests hand in their own.
 *
 * <p>{@link #execute} is the one thread on which everything inside the bindings happens: tasks run one at a time in the
 * order in which they were handed over, and each sees what the ones before it did. No task may wait for another.
 */
public interface Platform extends Executor {
  /** ms since the epoch, as the machine's clock has it. */
  long nowMs();

  /** ms since some moment, never set back; for measuring silence. */
  long elapsedMs();

  /**
   * Hands over a task in {@code ms}; may be called by any thread.
   *
   * @return cancels it, if it has not begun
   */
  Runnable after(long ms, Runnable task);

  /** 0 ≤ x &lt; 1, for waiting times. */
  double random();

  /** Unguessable text of base64-URL, for keys and tags. */
  String newKey();
}
