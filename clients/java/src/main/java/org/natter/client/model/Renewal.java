package org.natter.client.model;

import java.util.function.BooleanSupplier;
import org.natter.client.values.Platform;

/** Finds the moment to log in anew: when half of the life of a token is over, and nothing else is going on. */
final class Renewal {
  /** However short a token lives, and whatever the clock of the machine says. */
  private static final long SHORTEST_MS = 60_000;

  private static final long LOOK_AGAIN_MS = 1000;

  private final Platform platform;
  private final BooleanSupplier isIdle;
  private final Runnable renew;
  private Runnable cancelTimer = () -> {};

  Renewal(Platform platform, BooleanSupplier isIdle, Runnable renew) {
    this.platform = platform;
    this.isIdle = isIdle;
    this.renew = renew;
  }

  /** Of this login, which was just made. */
  void begin(Login login) {
    cancel();
    long lifeMs = login.expires() - platform.nowMs();
    // over already: the clock of the machine is wrong
    if (lifeMs > 0) cancelTimer = platform.after(Math.max(SHORTEST_MS, lifeMs / 2), this::look);
  }

  void cancel() {
    cancelTimer.run();
  }

  private void look() {
    if (isIdle.getAsBoolean()) renew.run();
    else cancelTimer = platform.after(LOOK_AGAIN_MS, this::look);
  }
}
