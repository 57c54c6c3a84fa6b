package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.natter.client.People.Person;
import org.natter.client.model.Topic;

/** Where an application hears: on the executor that it chose, one thing after the other whatever that executor is. */
class CallbacksTest {
  private static final int SAID = 50;

  private static RealServer server;

  @BeforeAll
  static void start() throws IOException {
    server = RealServer.started();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void listenersAndFuturesAreCalledByTheThreadThatWasChosen() throws InterruptedException {
    Queue<String> heardOn = new ConcurrentLinkedQueue<>();
    talk(
        Executors.newSingleThreadExecutor(task -> new Thread(task, "of the application")),
        () -> heardOn.add(Thread.currentThread().getName()),
        () -> heardOn.add(Thread.currentThread().getName()));
    assertThat(heardOn).hasSizeGreaterThan(2 * SAID).containsOnly("of the application");
  }

  @Test
  void anExecutorOfManyThreadsIsToldOneThingAfterTheOther() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    talk(
        Executors.newFixedThreadPool(4),
        () -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          Thread.yield();
          inside.decrementAndGet();
        },
        // one that is done before somebody waits for it calls on the thread of who asks
        () -> {});
    assertThat(most).hasValue(1);
  }

  /** Much is said in a group: `heard` is called by a listener and a stream, `said` by the future of each message. */
  private static void talk(ExecutorService executor, Runnable heard, Runnable said) throws InterruptedException {
    try (People people = new People()) {
      Person ann = people.person(people.with(people.at(server.url()).callbackExecutor(executor).build()));
      Topic<String, String, String> group = Waiting.get(ann.client.createGroup());
      CountDownLatch all = new CountDownLatch(2 * SAID);
      group.subscribe(now -> heard.run());
      group.stream(
          message -> {
            heard.run();
            all.countDown();
          });
      CountDownLatch asked = new CountDownLatch(1);
      // where one thread hears, it is said there, so that no future is done before somebody waits for it
      executor.execute(
          () -> {
            for (int number = 0; number < SAID; number++) {
              group
                  .publish("text " + number)
                  .thenRun(
                      () -> {
                        said.run();
                        all.countDown();
                      });
            }
            asked.countDown();
          });
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      executor.shutdown();
    }
  }
}
