package org.natter.client.model;

import java.util.function.Consumer;

/**
 * A value that can be watched. Both methods may be called by any thread.
 *
 * @param <S> immutable
 */
public interface Watchable<S> {
  /** The present state: the same object until something changes. */
  S getSnapshot();

  /**
   * Calls whenever there is a new snapshot, on the executor of the callbacks. Changes that come faster than the executor
   * runs are joined: a slow listener gets the newest snapshot, not each.
   */
  Subscription subscribe(Consumer<? super S> listener);
}
