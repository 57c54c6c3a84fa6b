package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.People.untilSays;
import static org.natter.client.Waiting.get;
import static org.natter.client.Waiting.until;

import java.io.File;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.natter.client.People.Person;
import org.natter.client.Programs.Program;
import org.natter.client.model.About;
import org.natter.client.model.ConnectionSnapshot;
import org.natter.client.model.Found;
import org.natter.client.model.Message;
import org.natter.client.model.ModelClient;
import org.natter.client.model.Topic;
import org.natter.client.model.TopicSnapshot;

/** Every block of docs/clients/java.md, against the real server. */
class RecipesTest {
  @TempDir static File home;

  private static RealServer server;
  private static Recipes recipes;

  private final People people = new People();

  @BeforeAll
  static void start() throws IOException {
    server = RealServer.started();
    recipes = new Recipes(home, server.url());
  }

  @AfterAll
  static void stop() throws IOException {
    recipes.close();
    server.close();
  }

  @AfterEach
  void disperse() {
    people.close();
  }

  private Person person() {
    return people.person(server.url());
  }

  @Test
  void everyBlockIsHere() throws IOException {
    String[] files = {
      "Chat.java", "ChatScreen.java", "Dice.java", "Offline.java", "Banner.java", "Rights.java", "Search.java",
      "Links.java", "Errors.java", "Typed.java", "Polling.java"
    };
    assertThat(Recipes.files()).containsOnlyKeys(files);
    assertThat(Recipes.count(Recipes.page("docs/clients/java.md"))).isEqualTo(files.length);
    assertThat(Recipes.count(Recipes.page("README.md"))).isEqualTo(1);
    assertThat(Recipes.page("README.md")).contains("```java\n" + Recipes.files().get("Chat.java") + "```\n");
  }

  @Test
  void aChatInTenLines() throws IOException, InterruptedException {
    Program ann = recipes.programs.run("Chat", "ann", "blue teapot");
    String joining = ann.until("others join with: ");
    String group = joining.substring(joining.lastIndexOf(' ') + 1);
    Program ben = recipes.programs.run("Chat", "ben", "green kettle", group);
    ben.until("others join with: ");
    ben.type("hello from ben");
    ann.until(line -> line.endsWith(" hello from ben"));
    ann.type("hello from ann");
    ben.until(line -> line.endsWith(" hello from ann"));
    ann.end();
    ben.end();
  }

  @Test
  void aScreen() throws Exception {
    Person alice = person();
    Person bob = person();
    BlockingQueue<List<String>> views = new LinkedBlockingQueue<>();
    Consumer<List<String>> view = views::add;
    AutoCloseable screen = (AutoCloseable) recipes.make("ChatScreen", alice.client, bob.id, view);
    screen.getClass().getMethod("send", String.class).invoke(screen, "hello");
    while (!Waiting.next(views).equals(Collections.singletonList("hello (SENT)"))) continue;
    screen.close();
    until(alice.with(bob), now -> now.state() == TopicSnapshot.State.CLOSED);
  }

  @Test
  void aBot() throws IOException {
    Program dice = recipes.programs.run("Dice");
    dice.until("ready");
    Person alice = person();
    List<Found<String, String>> found = get(alice.client.find("dice"));
    Topic<String, String, String> topic = alice.client.topic(found.get(0).user());
    get(topic.open());
    get(topic.publish("roll"));
    until(topic, now -> now.messages().size() == 2);
    dice.kill();
    // it will hear of it
    until(alice.me(), me -> me.contacts().stream().noneMatch(one -> one.isOnline()));
    get(topic.publish("roll"));
    recipes.programs.run("Dice").until("ready");
    until(topic, now -> now.messages().size() == 4);
    assertThat(topic.getSnapshot().messages().get(3).content()).matches("[1-6]");
  }

  @Test
  @SuppressWarnings("unchecked")
  void aCache() {
    File folder = new File(home, "cache");
    Client<String, String, String> first = (Client<String, String, String>) recipes.call("Offline.client", folder);
    people.with(first);
    assertThat(recipes.call("Offline.resume", first)).isEqualTo(false);
    Person alice = people.person(first);
    get(first.createGroup(About.of("Tea")));
    until(first.me(), me -> me.contacts().size() == 1);
    get(first.stop());
    Client<String, String, String> second = (Client<String, String, String>) recipes.call("Offline.client", folder);
    people.with(second);
    assertThat(recipes.call("Offline.resume", second)).isEqualTo(true);
    assertThat(second.user()).isEqualTo(alice.id);
    assertThat(second.me().getSnapshot().contacts()).extracting(one -> one.group()).containsExactly("Tea");
  }

  @Test
  void aBanner() throws IOException {
    try (Cable cable = new Cable(server)) {
      Person alice = people.person(cable.url());
      Topic<String, String, String> topic = get(alice.client.createGroup());
      assertThat(recipes.call("Banner.of", alice.client.connection().getSnapshot(), 0L)).isEqualTo("");
      cable.cut();
      ConnectionSnapshot waiting =
          until(alice.client.connection(), now -> now.state() == ConnectionSnapshot.State.WAITING);
      assertThat(recipes.call("Banner.of", waiting, waiting.retryAt() - 1500))
          .isEqualTo("No connection. Next attempt in 2 s");
      topic.publish("hello");
      Message<String> queued = until(topic, now -> now.messages().size() == 1).messages().get(0);
      assertThat(recipes.call("Banner.of", queued)).isEqualTo("QUEUED");
    }
    Client<?, ?, ?> wrong = people.with(Client.builder(server.url(), "nonsense").build());
    assertThat(recipes.call("Banner.of", wrong.connection().getSnapshot(), 0L)).isEqualTo("Not connected");
    get(wrong.start());
    ConnectionSnapshot refused = until(wrong.connection(), now -> now.error() != null);
    assertThat((String) recipes.call("Banner.of", refused, 0L)).isNotEmpty().isEqualTo(refused.error().text());
  }

  @Test
  void rights() {
    Person owner = person();
    Person asker = person();
    About<String> onlyWhoAsked = About.<String>nothing().withDefaultAccess("N", null);
    Topic<String, String, String> group = get(owner.client.createGroup(onlyWhoAsked));
    Topic<String, String, String> asked = asker.client.topic(group.name());
    assertThat(recipes.call("Rights.ask", asked, "please")).isEqualTo(TopicSnapshot.State.WAITING);
    until(owner.me(), me -> !me.notices().isEmpty());
    recipes.call("Rights.answerNotices", owner.client);
    until(asked, now -> now.state() == TopicSnapshot.State.OPEN);
    assertThat(owner.me().getSnapshot().notices()).isEmpty();
    assertThat(recipes.call("Rights.mayWrite", asked)).isEqualTo(true);
    recipes.call("Rights.silence", group, asker.id);
    get(asked.describe());
    assertThat(recipes.call("Rights.mayWrite", asked)).isEqualTo(false);
    recipes.call("Rights.handOver", group, asker.id);
    get(asked.acceptOwnership());
    Person guest = person();
    get(asked.invite(guest.id, "RWP", null));
    until(guest.me(), me -> !me.notices().isEmpty());
    recipes.call("Rights.answerNotices", guest.client);
    until(guest.client.topic(group.name()), now -> now.state() == TopicSnapshot.State.OPEN);
    recipes.call("Rights.throwOut", asked, guest.id);
    until(guest.client.topic(group.name()), now -> now.state() == TopicSnapshot.State.BANNED);
  }

  @Test
  @SuppressWarnings("unchecked")
  void search() {
    Person alice = person();
    Person bob = person();
    String word = "word" + bob.name.substring(2, 10);
    recipes.call("Search.beFoundAs", bob.client, new String[] {word});
    CompletableFuture<List<Found<String, String>>> finding =
        (CompletableFuture<List<Found<String, String>>>)
            recipes.call("Search.find", alice.client, " " + word.substring(0, 11));
    assertThat(get(finding)).extracting(Found::user).containsExactly(bob.id);
    Found<String, String> found = get(finding).get(0);
    assertThat(recipes.call("Search.talkTo", alice.client, found)).isSameAs(alice.with(bob));
    recipes.call("Search.beFoundAs", bob.client, new String[0]);
    assertThat(get(alice.client.find(word))).isEmpty();
  }

  @Test
  @SuppressWarnings("unchecked")
  void links() {
    Person alice = person();
    Person bob = person();
    String link = (String) recipes.call("Links.make", alice.client, "https://example.org/join");
    assertThat(link).startsWith("https://example.org/join#grp");
    Topic<String, String, String> joined = (Topic<String, String, String>) recipes.call("Links.join", bob.client, link);
    get(joined.publish("found it"));
    Topic<String, String, String> group = alice.client.topic(joined.name());
    untilSays(group, "found it");
    String renewed = (String) recipes.call("Links.renew", group, "https://example.org/join");
    assertThat(renewed).isNotEqualTo(link);
    recipes.call("Links.join", person().client, renewed);
  }

  @Test
  void errors() {
    Person alice = person();
    BlockingQueue<String> shown = new LinkedBlockingQueue<>();
    Consumer<String> show = shown::add;
    ModelClient<String, String, String> stranger = people.client(server.url());
    recipes.call("Errors.tell", stranger.logIn(alice.name, "wrong horse"), show);
    assertThat(Waiting.next(shown)).isEqualTo("Please log in again");
    Topic<String, String, String> group = get(alice.client.createGroup());
    Topic<String, String, String> joined = person().client.topic(group.name());
    get(joined.open());
    recipes.call("Errors.tell", joined.ban(alice.id), show);
    assertThat(Waiting.next(shown)).isEqualTo("You may not do that");
    recipes.call("Errors.tell", alice.client.createAccount(alice.name, "any horse"), show);
    assertThat(Waiting.next(shown)).isEqualTo("duplicate credential");
    get(alice.client.stop());
    recipes.call("Errors.tell", group.loadMembers(), show);
    assertThat(Waiting.next(shown)).isEqualTo("That did not work. Please try again");
  }

  @Test
  void typed() throws IOException, InterruptedException {
    Program typed = recipes.programs.run("Typed");
    typed.until("hello");
    assertThat(typed.end()).isEmpty();
  }

  @Test
  void polling() {
    Client<?, ?, ?> client = (Client<?, ?, ?>) recipes.call("Polling.client");
    people.with(client);
    get(client.start());
    ConnectionSnapshot online = until(client.connection(), now -> now.state() == ConnectionSnapshot.State.ONLINE);
    assertThat(online.transport()).isEqualTo("longpoll");
  }
}
