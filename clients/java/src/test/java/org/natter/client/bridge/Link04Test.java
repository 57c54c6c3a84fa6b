package org.natter.client.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.natter.client.RealServer;
import org.natter.client.Waiting;
import org.natter.client.model.Bearer;
import org.natter.client.model.Changes;
import org.natter.client.model.Credentials;
import org.natter.client.model.DefaultAccess;
import org.natter.client.model.Feature;
import org.natter.client.model.Joining;
import org.natter.client.model.Link;
import org.natter.client.model.LinkListener;
import org.natter.client.model.Login;
import org.natter.client.model.Page;
import org.natter.client.model.Published;
import org.natter.client.model.Range;
import org.natter.client.model.StoredContact;
import org.natter.client.model.StoredDescription;
import org.natter.client.model.StoredMember;
import org.natter.client.model.StoredMessage;
import org.natter.client.model.Subscribed;
import org.natter.client.values.Ids;
import org.natter.client.wire.DialOptions;
import org.natter.client.wire.TransportName;

/** Every method of a link, over both transports, against the real server. */
class Link04Test {
  private static final String PASSWORD = "correct horse";

  private static RealServer server;
  private static int people;

  private final List<Link> open = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    server = RealServer.started();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @AfterEach
  void closeAll() {
    open.forEach(Link::close);
  }

  /** A session, whoever is logged in, and what it heard. */
  private static final class Person implements LinkListener {
    final String name = "link" + ++people;
    final BlockingQueue<StoredMessage> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    Link link;
    String id;

    @Override
    public void message(String topic, StoredMessage message) {
      if (topic.equals("me")) notices.add(message.content().path("act").asText());
      else messages.add(message);
    }

    @Override
    public void presence(String topic, String user, String what) {
      events.add(what + " " + user);
    }

    @Override
    public void evicted(String topic) {
      events.add("evicted " + topic);
    }

    @Override
    public void closed(String text) {
      events.add("closed");
    }
  }

  private Person stranger(TransportName transport) {
    Person person = new Person();
    DialOptions options = DialOptions.builder(server.url(), RealServer.API_KEY).transports(transport).build();
    person.link = Waiting.get(new Over04(options).open(person));
    open.add(person.link);
    return person;
  }

  /** Signed up, logged in, attached to {@code me}. */
  private Person person(TransportName transport, Changes about) {
    Person person = stranger(transport);
    person.id = Waiting.get(person.link.createAccount(person.name, PASSWORD, about));
    Login login = logIn(person, Credentials.password(person.name, PASSWORD));
    assertThat(login.user()).isEqualTo(person.id);
    assertThat(Waiting.get(person.link.subscribe("me", Joining.plain()))).isEqualTo(Subscribed.ATTACHED);
    return person;
  }

  private static Login logIn(Person person, Credentials by) {
    return Waiting.get(person.link.logIn(by, "tag", "24h"));
  }

  private static JsonNode text(String text) {
    return TextNode.valueOf(text);
  }

  @ParameterizedTest
  @EnumSource
  void accounts(TransportName transport) {
    Person alice = person(transport, Changes.none().withPublicData(text("Alice")));
    assertThat(alice.link.transport()).isEqualTo(transport.toString());
    Person again = stranger(transport);
    assertThat(Waiting.failureOf(again.link.logIn(Credentials.password(alice.name, "wrong"), "tag", null)).code())
        .isEqualTo(401);
    Login login = logIn(again, Credentials.password(alice.name, PASSWORD));
    assertThat(login.expires()).isGreaterThan(System.currentTimeMillis());
    Person byToken = stranger(transport);
    assertThat(logIn(byToken, Credentials.token(login.token())).user()).isEqualTo(alice.id);
    Waiting.get(alice.link.setPassword(alice.name, "battery staple"));
    assertThat(logIn(stranger(transport), Credentials.password(alice.name, "battery staple")).user())
        .isEqualTo(alice.id);
    Waiting.get(alice.link.setPassword(alice.name, null));
    assertThat(
            Waiting.failureOf(
                    stranger(transport).link.logIn(Credentials.password(alice.name, "battery staple"), "t", null))
                .code())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource
  void descriptions(TransportName transport) {
    Changes about = Changes.none().withPublicData(text("Alice")).withPrivateData(text("note"));
    Person alice = person(transport, about.withDefaultAccess(new DefaultAccess("RW", "N")));
    StoredDescription first = Waiting.get(alice.link.describe("me"));
    assertThat(first.publicData()).isEqualTo(text("Alice"));
    assertThat(first.privateData()).isEqualTo(text("note"));
    assertThat(first.defaultAccess().auth()).isEqualTo("RW");
    assertThat(first.created()).isPositive();
    Waiting.get(
        alice.link.change("me", Changes.none().withPublicData(text("A.")).withPrivateData(NullNode.getInstance())));
    StoredDescription second = Waiting.get(alice.link.describe("me"));
    assertThat(second.publicData()).isEqualTo(text("A."));
    assertThat(second.privateData()).isNull();
    assertThat(second.updated()).isGreaterThanOrEqualTo(first.updated());
  }

  @ParameterizedTest
  @EnumSource
  void aConversation(TransportName transport) {
    Person alice = person(transport, Changes.none().withPublicData(text("Alice")));
    Person bob = person(transport, Changes.none());
    String topic = Ids.p2pName(alice.id, bob.id);
    assertThat(Waiting.get(alice.link.subscribe(topic, Joining.plain()))).isEqualTo(Subscribed.ATTACHED);
    String json = "{\"n\":1.0}";
    Published published = Waiting.get(alice.link.publish(topic, json, "key1"));
    assertThat(Waiting.next(alice.messages).content()).hasToString(json);
    assertThat(Waiting.get(alice.link.publish(topic, json, "key1")).position())
        .as("a repeated publish with its key is the same message")
        .isEqualTo(published.position());
    StoredContact contact = Waiting.get(bob.link.contacts()).get(0);
    assertThat(contact.topic()).isEqualTo(topic);
    assertThat(contact.user()).isEqualTo(alice.id);
    assertThat(contact.publicData()).isEqualTo(text("Alice"));
    assertThat(contact.mode()).contains("R", "W");
    assertThat(contact.unread()).isEqualTo(1);
    assertThat(contact.lastMessage()).isEqualTo(published.at());
    assertThat(contact.last().from()).isEqualTo(alice.id);
    assertThat(contact.last().content()).hasToString(json);
    Waiting.get(bob.link.subscribe(topic, Joining.plain().withPrivateData(text("my friend"))));
    Page page = Waiting.get(bob.link.history(topic, Range.newest(32)));
    assertThat(page.messages()).extracting(StoredMessage::position).containsExactly(published.position());
    assertThat(page.isFull()).isFalse();
    Waiting.get(bob.link.leave(topic, false));
    assertThat(Waiting.failureOf(bob.link.publish(topic, "1", "key2")).code()).isEqualTo(409);
  }

  @ParameterizedTest
  @EnumSource
  void aHistory(TransportName transport) {
    Person alice = person(transport, Changes.none());
    String topic = Waiting.get(alice.link.createGroup(Changes.none()));
    List<Long> at = new ArrayList<>();
    for (int n = 0; n < 10; n++) {
      at.add(Waiting.get(alice.link.publish(topic, Integer.toString(n), "key" + n)).position());
    }
    for (int n = 0; n < 10; n++) Waiting.next(alice.messages);
    assertThat(contents(alice, topic, Range.newest(3))).containsExactly(7, 8, 9);
    assertThat(contents(alice, topic, Range.before(at.get(7), 3))).containsExactly(4, 5, 6);
    assertThat(contents(alice, topic, Range.after(at.get(2), 3))).containsExactly(3, 4, 5);
    assertThat(contents(alice, topic, Range.between(at.get(2), at.get(5), 9))).containsExactly(3, 4);
    assertThat(Waiting.get(alice.link.history(topic, Range.newest(10))).isFull()).isTrue();
    assertThat(Waiting.get(alice.link.history(topic, Range.newest(11))).isFull()).isFalse();
    Waiting.get(alice.link.erase(topic, at.get(8), true));
    assertThat(contents(alice, topic, Range.newest(32))).containsExactly(8, 9);
    Waiting.get(alice.link.erase(topic, null, false));
    assertThat(contents(alice, topic, Range.newest(32))).isEmpty();
  }

  private static List<Integer> contents(Person person, String topic, Range range) {
    List<Integer> contents = new ArrayList<>();
    for (StoredMessage one : Waiting.get(person.link.history(topic, range)).messages()) {
      contents.add(one.content().intValue());
    }
    return contents;
  }

  @ParameterizedTest
  @EnumSource
  void aGroupWithApprovalAndABan(TransportName transport) {
    Person alice = person(transport, Changes.none());
    Person bob = person(transport, Changes.none());
    Changes closed = Changes.none().withDefaultAccess(new DefaultAccess("N", "N")).withPublicData(text("Choir"));
    String topic = Waiting.get(alice.link.createGroup(closed));
    Joining please = Joining.plain().withMode("RWP").withInfo(text("please"));
    assertThat(Waiting.get(bob.link.subscribe(topic, please))).isEqualTo(Subscribed.WAITING);
    assertThat(Waiting.next(alice.notices)).isEqualTo("appr");
    Waiting.get(alice.link.setAccess(topic, bob.id, "RWP", text("welcome")));
    assertThat(Waiting.get(bob.link.subscribe(topic, Joining.plain()))).isEqualTo(Subscribed.ATTACHED);
    assertThat(Waiting.get(bob.link.describe(topic)).access().given()).isEqualTo("RWP");
    assertThat(Waiting.get(bob.link.members(topic, null)))
        .extracting(StoredMember::user)
        .containsExactlyInAnyOrder(alice.id, bob.id);
    Waiting.get(bob.link.setAccess(topic, null, "RW", null));
    assertThat(Waiting.get(bob.link.describe(topic)).access().want()).isEqualTo("RW");
    Waiting.get(alice.link.setAccess(topic, bob.id, "X", null));
    String evicted = "evicted " + topic;
    while (!Waiting.next(bob.events).equals(evicted)) continue;
    assertThat(Waiting.failureOf(bob.link.subscribe(topic, Joining.plain())).code()).isEqualTo(403);
    Waiting.get(alice.link.deleteTopic(topic));
    assertThat(Waiting.failureOf(alice.link.describe(topic)).code()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void aBearerGroup(TransportName transport) {
    Person alice = person(transport, Changes.none());
    Person bob = person(transport, Changes.none());
    String topic = Waiting.get(alice.link.createGroup(Changes.none().openToBearers("RWP")));
    Bearer first = Waiting.get(alice.link.describe(topic)).bearer();
    assertThat(first.mode()).isEqualTo("RWP");
    Bearer renewed = Waiting.get(alice.link.change(topic, Changes.none().renewBearer()));
    assertThat(renewed.token()).isNotEqualTo(first.token());
    CompletableFuture<Subscribed> old = bob.link.subscribe(topic, Joining.plain().withBearer(first.token()));
    assertThat(Waiting.failureOf(old).code()).isEqualTo(403);
    assertThat(Waiting.get(bob.link.subscribe(topic, Joining.plain().withBearer(renewed.token()))))
        .isEqualTo(Subscribed.ATTACHED);
    List<StoredMember> page = Waiting.get(bob.link.members(topic, ""));
    assertThat(page).extracting(StoredMember::user).contains(alice.id, bob.id);
    String lastOfPage = page.get(page.size() - 1).user();
    assertThat(Waiting.get(bob.link.members(topic, lastOfPage))).isEmpty();
    Waiting.get(alice.link.change(topic, Changes.none().closeToBearers()));
    assertThat(Waiting.get(alice.link.describe(topic)).bearer().token()).isNull();
    Waiting.get(bob.link.leave(topic, true));
    assertThat(Waiting.get(bob.link.contacts())).extracting(StoredContact::topic).doesNotContain(topic);
  }

  @ParameterizedTest
  @EnumSource
  void search(TransportName transport) {
    String word = "word" + people + transport;
    Person alice = person(transport, Changes.none().withPublicData(text("Alice")).withTags(Arrays.asList(word)));
    Person bob = person(transport, Changes.none());
    assertThat(bob.link.has(Feature.FIND)).isTrue();
    assertThat(Waiting.get(bob.link.find(word)))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.user()).isEqualTo(alice.id);
              assertThat(found.publicData()).isEqualTo(text("Alice"));
              assertThat(found.tags()).containsExactly(word);
            });
    assertThat(Waiting.get(alice.link.describe("me")).tags()).containsExactly(word);
    Waiting.get(alice.link.change("me", Changes.none().withTags(Collections.emptyList())));
    assertThat(Waiting.get(bob.link.find(word))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void presence(TransportName transport) {
    Person alice = person(transport, Changes.none());
    Person bob = person(transport, Changes.none());
    Waiting.get(alice.link.subscribe(bob.id, Joining.plain()));
    Person again = stranger(transport);
    logIn(again, Credentials.password(bob.name, PASSWORD));
    Waiting.get(bob.link.leave("me", false));
    while (!Waiting.next(alice.events).equals("off " + bob.id)) continue;
    Waiting.get(again.link.subscribe("me", Joining.plain()));
    while (!Waiting.next(alice.events).equals("on " + bob.id)) continue;
  }
}
