package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.People.contents;
import static org.natter.client.People.untilSays;
import static org.natter.client.Waiting.get;
import static org.natter.client.Waiting.until;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.natter.client.People.Person;
import org.natter.client.model.Cache;
import org.natter.client.model.ConnectionSnapshot;
import org.natter.client.model.Contact;
import org.natter.client.model.FileCache;
import org.natter.client.model.Message;
import org.natter.client.model.MessageStream;
import org.natter.client.model.ModelClient;
import org.natter.client.model.Range;
import org.natter.client.model.Topic;
import org.natter.client.wire.TransportName;

/** Servers that are killed, networks that break, programs that die: every message arrives, in order, once. */
@ParameterizedClass
@EnumSource
class SendingOnceTest {
  private static RealServer server;

  @Parameter TransportName transport;

  @TempDir File folder;

  private People people;

  @BeforeAll
  static void start() throws IOException {
    server = RealServer.started();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void gather() {
    people = new People(transport);
  }

  @AfterEach
  void disperse() {
    people.close();
  }

  private Person person() {
    return people.person(server.url());
  }

  private static List<String> numbered(String word, int count) {
    return IntStream.range(0, count).mapToObj(n -> word + n).collect(Collectors.toList());
  }

  private static void untilSent(Topic<String, String, String> topic, int count) {
    until(topic, now -> now.messages().stream().filter(one -> one.state() == Message.State.SENT).count() >= count);
  }

  private static List<String> next(BlockingQueue<String> read, int count) {
    List<String> all = new ArrayList<>();
    while (all.size() < count) all.add(Waiting.next(read));
    return all;
  }

  /** The server has it all, and nothing besides. */
  private static void assertStored(Topic<String, String, String> topic, List<String> wanted) {
    assertThat(contents(get(topic.history(Range.after(0, 1000))))).isEqualTo(wanted);
  }

  @Test
  void aServerThatIsKilledInTheMiddleOfSending() throws IOException {
    Person alice = person();
    Person bob = person();
    Topic<String, String, String> hers = alice.with(bob);
    Topic<String, String, String> his = bob.with(alice);
    List<String> wanted = numbered("m", 150);
    get(hers.publish(wanted.get(0)));
    // what he has grows without a hole from here on
    get(his.open());
    BlockingQueue<String> read = new LinkedBlockingQueue<>();
    MessageStream stream = his.stream(0, message -> read.add(message.content()));
    List<CompletableFuture<Message<String>>> sending = new ArrayList<>();
    for (String content : wanted.subList(1, wanted.size())) sending.add(hers.publish(content));
    for (int before : new int[] {20, 70}) {
      untilSent(hers, before);
      server.kill();
      server.start();
    }
    sending.forEach(Waiting::get);
    assertThat(next(read, wanted.size())).isEqualTo(wanted);
    untilSays(hers, wanted);
    untilSays(his, wanted);
    assertStored(his, wanted);
    assertThat(read).isEmpty();
    stream.close();
    get(stream.done());
  }

  @Test
  void aNetworkThatBreaksWhileOthersTalk() throws IOException {
    try (Cable cable = new Cable(server)) {
      Person alice = people.person(cable.url());
      Person bob = person();
      Topic<String, String, String> hers = alice.with(bob);
      Topic<String, String, String> his = bob.with(alice);
      BlockingQueue<String> read = new LinkedBlockingQueue<>();
      MessageStream stream = hers.stream(0, message -> read.add(message.content()));
      get(hers.publish("before"));
      get(his.open());
      cable.cut();
      until(alice.client.connection(), now -> now.state() == ConnectionSnapshot.State.WAITING);
      // more than a page of what is fetched after a gap
      List<String> wanted = new ArrayList<>(numbered("away ", 300));
      wanted.forEach(his::publish);
      untilSent(his, 301);
      CompletableFuture<Message<String>> waiting = hers.publish("typed offline");
      until(hers, now -> now.messages().size() == 2);
      assertThat(hers.getSnapshot().messages().get(1).state()).isEqualTo(Message.State.QUEUED);
      cable.mend();
      alice.client.connection().retryNow();
      get(waiting);
      wanted.add(0, "before");
      wanted.add("typed offline");
      untilSays(hers, wanted);
      untilSays(his, wanted);
      assertThat(next(read, wanted.size())).isEqualTo(wanted);
      assertStored(hers, wanted);
      assertThat(read).isEmpty();
      stream.close();
    }
  }

  /** A folder that a program writes to as long as it lives. */
  private static final class Disk implements Cache {
    private final Cache files;
    private final BlockingQueue<JsonNode> unsent = new LinkedBlockingQueue<>();
    private volatile boolean isDead;

    Disk(File folder) {
      files = new FileCache(folder);
    }

    @Override
    public JsonNode read(String key) throws IOException {
      return files.read(key);
    }

    @Override
    public void write(Map<String, JsonNode> entries) throws IOException {
      if (isDead) return;
      files.write(entries);
      if (entries.containsKey("unsent")) unsent.add(entries.get("unsent"));
    }

    @Override
    public void clear() throws IOException {
      files.clear();
    }

    void untilWaiting(int count) {
      JsonNode kept = Waiting.next(unsent);
      while (kept.findValues("key").size() != count) kept = Waiting.next(unsent);
    }
  }

  @Test
  void aProgramThatDiesWithSomethingToSay() throws IOException {
    Disk disk = new Disk(folder);
    try (Cable cable = new Cable(server)) {
      Person alice = people.person(people.client(cable.url(), disk));
      Person bob = person();
      Topic<String, String, String> hers = alice.with(bob);
      Topic<String, String, String> his = bob.with(alice);
      get(hers.publish("one"));
      until(alice.me(), me -> me.contacts().size() == 1);
      get(his.open());
      // the server stores it, and nobody will ever hear so here
      cable.deafen();
      hers.publish("in doubt");
      untilSays(his, "one", "in doubt");
      cable.cut();
      hers.publish("never went out");
      hers.publish("neither");
      disk.untilWaiting(3);
      disk.isDead = true;

      get(his.publish("meanwhile"));
      ModelClient<String, String, String> again = people.client(server.url(), new FileCache(folder));
      assertThat(get(again.start())).as("logged in by what was kept").isEqualTo(alice.id);
      Topic<String, String, String> kept = again.topic(bob.id);
      untilSays(his, "one", "in doubt", "meanwhile", "never went out", "neither");
      untilSays(kept, contents(his));
      assertStored(kept, contents(his));
      get(again.stop());
      assertThat(new FileCache(folder).read("unsent")).as("nothing waits").isEmpty();
    }
  }

  @Test
  void whatWasKeptShowsBeforeThereIsANetwork() throws IOException {
    Person bob = person();
    Person alice = people.person(people.client(server.url(), new FileCache(folder)));
    Topic<String, String, String> hers = alice.with(bob);
    for (String content : new String[] {"one", "two", "three"}) get(hers.publish(content));
    until(alice.me(), me -> me.contacts().size() == 1);
    get(alice.client.stop());
    get(bob.with(alice).publish("four"));

    server.kill();
    ModelClient<String, String, String> again = people.client(server.url(), new FileCache(folder));
    assertThat(get(again.start())).isEqualTo(alice.id);
    assertThat(again.me().getSnapshot().contacts()).extracting(Contact::user).containsExactly(bob.id);
    assertThat(again.me().getSnapshot().isFresh()).isFalse();
    Topic<String, String, String> kept = again.topic(bob.id);
    untilSays(kept, "one", "two", "three");
    CompletableFuture<Void> opening = kept.open();
    server.start();
    get(opening);
    untilSays(kept, "one", "two", "three", "four");
  }
}
