package org.natter.client.wire;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.natter.client.values.Platform;
import org.natter.client.values.StandardPlatform;

/** A platform whose timers run when the test says so. */
final class HeldTimers implements Platform {
  /** what waits, in the order in which it was asked for */
  final BlockingQueue<Runnable> timers = new LinkedBlockingQueue<>();

  private final Platform platform = new StandardPlatform();

  @Override
  public void execute(Runnable task) {
    platform.execute(task);
  }

  @Override
  public Runnable after(long ms, Runnable task) {
    timers.add(() -> platform.execute(task));
    return () -> {};
  }

  @Override
  public long nowMs() {
    return platform.nowMs();
  }

  @Override
  public long elapsedMs() {
    return platform.elapsedMs();
  }

  @Override
  public double random() {
    return platform.random();
  }

  @Override
  public String newKey() {
    return platform.newKey();
  }
}
