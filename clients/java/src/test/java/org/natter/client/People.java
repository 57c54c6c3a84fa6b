package org.natter.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.natter.client.model.About;
import org.natter.client.model.Cache;
import org.natter.client.model.MeSnapshot;
import org.natter.client.model.Message;
import org.natter.client.model.ModelClient;
import org.natter.client.model.PayloadTypes;
import org.natter.client.model.Topic;
import org.natter.client.model.Watchable;
import org.natter.client.wire.TransportName;

/** Clients of one test before a server: everything that is said is a text. All of them are stopped at the end. */
public final class People implements AutoCloseable {
  public static final PayloadTypes<String, String, String> TEXTS =
      PayloadTypes.of(String.class, String.class, String.class);
  public static final String PASSWORD = "correct horse";

  private final List<ModelClient<?, ?, ?>> open = new ArrayList<>();
  private final TransportName[] transports;

  /** @param transports none: as usual */
  public People(TransportName... transports) {
    this.transports = transports;
  }

  /** Somebody who has signed up and is logged in. */
  public static final class Person {
    public final ModelClient<String, String, String> client;
    public final String name;
    public final String id;

    private Person(ModelClient<String, String, String> client, String name, String id) {
      this.client = client;
      this.name = name;
      this.id = id;
    }

    /** What this one sees of the conversation with another. */
    public Topic<String, String, String> with(Person other) {
      return client.topic(other.id);
    }

    public Watchable<MeSnapshot<String, String, String>> me() {
      return client.me();
    }
  }

  public Client.Builder<String, String, String> at(String url) {
    Client.Builder<String, String, String> client = Client.builder(url, RealServer.API_KEY).types(TEXTS);
    return transports.length == 0 ? client : client.transports(transports);
  }

  public ModelClient<String, String, String> client(String url) {
    return with(at(url).build());
  }

  public ModelClient<String, String, String> client(String url, Cache cache) {
    return with(at(url).cache(cache).build());
  }

  public Person person(String url) {
    return person(client(url));
  }

  /** Signs up with a name that nobody has, and logs in. */
  public Person person(ModelClient<String, String, String> client) {
    String name = "p-" + UUID.randomUUID().toString().substring(0, 18);
    String id = Waiting.get(client.createAccount(name, PASSWORD, About.of("profile of " + name)));
    if (!Waiting.get(client.logIn(name, PASSWORD)).equals(id)) throw new AssertionError("logged in as somebody else");
    Waiting.until(client.me(), MeSnapshot::isFresh);
    return new Person(client, name, id);
  }

  /** It is stopped with the others. */
  public <C extends ModelClient<?, ?, ?>> C with(C client) {
    open.add(client);
    return client;
  }

  public static List<String> contents(Topic<?, ?, String> topic) {
    return contents(topic.getSnapshot().messages());
  }

  public static List<String> contents(List<Message<String>> messages) {
    return messages.stream().map(Message::content).collect(Collectors.toList());
  }

  /** Waits until exactly that is there, in this order, and stored. */
  public static void untilSays(Topic<String, String, String> topic, String... contents) {
    untilSays(topic, Arrays.asList(contents));
  }

  /** Waits until exactly that is there, in this order, and stored. */
  public static void untilSays(Topic<String, String, String> topic, List<String> contents) {
    try {
      Waiting.until(
          topic,
          now ->
              contents(now.messages()).equals(contents)
                  && now.messages().stream().allMatch(one -> one.state() == Message.State.SENT));
    } catch (AssertionError never) {
      throw new AssertionError("it says " + contents(topic), never);
    }
  }

  @Override
  public void close() {
    List<CompletableFuture<Void>> stopping = new ArrayList<>();
    for (ModelClient<?, ?, ?> one : open) stopping.add(one.stop());
    stopping.forEach(Waiting::get);
  }
}
