package org.natter.client.model;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Everything that is told to the application: on its executor, one after the other, in order, whatever that executor is. */
final class Callbacks implements Executor {
  private final Executor executor;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean isRunning;

  Callbacks(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (isRunning) return;
      isRunning = true;
    }
    try {
      executor.execute(this::runAll);
    } catch (RejectedExecutionException isShutDown) {
      // nobody is left who could be told
      synchronized (tasks) {
        tasks.clear();
        isRunning = false;
      }
    }
  }

  private void runAll() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error mistake) {
        // of one listener; the others hear all the same
        Thread self = Thread.currentThread();
        self.getUncaughtExceptionHandler().uncaughtException(self, mistake);
      }
    }
  }

  private Runnable next() {
    synchronized (tasks) {
      Runnable task = tasks.poll();
      isRunning = task != null;
      return task;
    }
  }
}
