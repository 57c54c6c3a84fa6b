package org.natter.client.model;

import java.util.ArrayList;
import java.util.List;

/** How long a request may take, and whether somebody still waits for it. */
final class Bounds {
  static final long DEFAULT_MS = 30_000;

  final long timeoutMs;
  private final List<Runnable> ends = new ArrayList<>();
  private boolean isCancelled;

  Bounds(long timeoutMs) {
    this.timeoutMs = timeoutMs;
  }

  /** Of what nobody asked for. */
  static Bounds usual() {
    return new Bounds(DEFAULT_MS);
  }

  boolean isCancelled() {
    return isCancelled;
  }

  void cancel() {
    isCancelled = true;
    for (Runnable end : new ArrayList<>(ends)) end.run();
    ends.clear();
  }

  /** At once, if it is cancelled already. */
  void onCancel(Runnable end) {
    if (isCancelled) end.run();
    else ends.add(end);
  }
}
