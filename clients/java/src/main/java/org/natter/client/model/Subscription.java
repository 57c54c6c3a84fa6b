package org.natter.client.model;

/** Somebody listens. */
public interface Subscription extends AutoCloseable {
  /** Do not listen any more. Called on the thread of the callbacks, nothing is heard after it. Twice is as good as once. */
  @Override
  void close();
}
