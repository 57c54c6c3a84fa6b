package org.natter.client;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.natter.client.values.Platform;

/** Time and chance in the hands of a test. Tasks and timers run only inside {@link #advance}, on its thread. */
public final class FakePlatform implements Platform {
  private static final long START_MS = 1_767_607_200_000L; // 2026-01-05T10:00:00Z

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.<Timer>comparingLong(timer -> timer.due).thenComparingLong(timer -> timer.number));
  private long now = START_MS;
  private long timerCount;
  private int keyCount;

  /** What {@link #random} says. */
  public double chance = 0.5;

  private static final class Timer {
    final long due;
    final long number;
    final Runnable task;

    Timer(long due, long number, Runnable task) {
      this.due = due;
      this.number = number;
      this.task = task;
    }
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Runnable after(long ms, Runnable task) {
    Timer timer = new Timer(now + ms, ++timerCount, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public long nowMs() {
    return now;
  }

  @Override
  public long elapsedMs() {
    return now - START_MS;
  }

  @Override
  public double random() {
    return chance;
  }

  @Override
  public String newKey() {
    return "key" + ++keyCount;
  }

  /** Lets {@code ms} pass; after each timer all tasks run. */
  public void advance(long ms) {
    long end = now + ms;
    runTasks();
    for (Timer next = timers.peek(); next != null && next.due <= end; next = timers.peek()) {
      timers.remove();
      now = Math.max(now, next.due);
      next.task.run();
      runTasks();
    }
    now = end;
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
  }
}
