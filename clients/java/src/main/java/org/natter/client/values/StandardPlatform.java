package org.natter.client.values;

import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread of its own, the clocks of the machine. The thread is a daemon: it keeps no program alive. It ends by itself
 * when there is nothing to do and comes back when there is.
 */
public final class StandardPlatform implements Platform {
  private static final long IDLE_S = 10;
  private static final int KEY_BYTES = 16;

  private final ScheduledThreadPoolExecutor thread;
  private final Random random = new Random();
  private final SecureRandom secret = new SecureRandom();

  public StandardPlatform() {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "natter");
              made.setDaemon(true);
              return made;
            });
    thread.setKeepAliveTime(IDLE_S, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
    thread.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(() -> run(task));
  }

  @Override
  public Runnable after(long ms, Runnable task) {
    Future<?> timer = thread.schedule(() -> run(task), ms, TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }

  /** A mistake shows as one: the pool would keep the exception to itself. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error mistake) {
      Thread self = Thread.currentThread();
      self.getUncaughtExceptionHandler().uncaughtException(self, mistake);
    }
  }

  @Override
  public long nowMs() {
    return System.currentTimeMillis();
  }

  @Override
  public long elapsedMs() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public double random() {
    return random.nextDouble();
  }

  @Override
  public String newKey() {
    byte[] bytes = new byte[KEY_BYTES];
    secret.nextBytes(bytes);
    return Base64Url.format(bytes);
  }
}
