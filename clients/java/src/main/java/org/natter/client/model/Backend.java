package org.natter.client.model;

import java.util.concurrent.CompletableFuture;

/** Where links come from. */
public interface Backend {
  /**
   * Opens a link. The future fails with a {@link org.natter.client.values.NatterException}; cancelling it gives up.
   *
   * @param listener hears nothing before the future is complete
   */
  CompletableFuture<Link> open(LinkListener listener);
}
