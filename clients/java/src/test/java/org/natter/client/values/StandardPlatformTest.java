package org.natter.client.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.natter.client.Waiting;

class StandardPlatformTest {
  private final StandardPlatform platform = new StandardPlatform();

  @Test
  void tasksRunInOrderOnOneThreadThatKeepsNoProgramAlive() {
    BlockingQueue<Integer> ran = new LinkedBlockingQueue<>();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    for (int n = 0; n < 100; n++) {
      int number = n;
      platform.execute(
          () -> {
            threads.add(Thread.currentThread());
            ran.add(number);
          });
    }
    for (int n = 0; n < 100; n++) assertThat(Waiting.next(ran)).isEqualTo(n);
    assertThat(threads).hasSize(1).allMatch(Thread::isDaemon);
  }

  @Test
  void timersRunUnlessTheyAreCancelled() {
    BlockingQueue<String> ran = new LinkedBlockingQueue<>();
    platform.execute(
        () -> {
          Runnable cancel = platform.after(1, () -> ran.add("cancelled"));
          platform.after(2, () -> ran.add("later"));
          cancel.run();
        });
    assertThat(Waiting.next(ran)).isEqualTo("later");
    assertThat(ran).isEmpty();
  }

  @Test
  void aMistakeIsTold() {
    BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
    IllegalStateException mistake = new IllegalStateException("a mistake");
    platform.execute(() -> Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> told.add(error)));
    platform.execute(
        () -> {
          throw mistake;
        });
    assertThat(Waiting.next(told)).isSameAs(mistake);
  }

  @Test
  void keysAreUnlikeAndMayBeKeysOfMessages() {
    assertThat(platform.newKey()).matches("[A-Za-z0-9_-]{22}").isNotEqualTo(platform.newKey());
    assertThat(platform.random()).isBetween(0.0, 1.0);
  }
}
