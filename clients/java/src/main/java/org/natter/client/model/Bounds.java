package org.natter.client.model;

import java.util.ArrayList;
import java.util.List;
import org.natter.client.values.Platform;

/** Until when a request may take, however many steps it has, and whether somebody still waits for it. */
final class Bounds {
  static final long DEFAULT_MS = 30_000;

  private final Platform platform;
  private final long untilMs;
  private final List<Runnable> ends = new ArrayList<>();
  private boolean isCancelled;

  /** From now on. */
  Bounds(Platform platform, long timeoutMs) {
    this.platform = platform;
    untilMs = platform.elapsedMs() + timeoutMs;
  }

  /** Of what nobody asked for. */
  static Bounds usual(Platform platform) {
    return new Bounds(platform, DEFAULT_MS);
  }

  /** ms; at least 1 */
  long leftMs() {
    return Math.max(1, untilMs - platform.elapsedMs());
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
