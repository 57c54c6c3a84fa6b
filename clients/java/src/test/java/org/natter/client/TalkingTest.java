package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.People.contents;
import static org.natter.client.People.untilSays;
import static org.natter.client.Waiting.failureOf;
import static org.natter.client.Waiting.find;
import static org.natter.client.Waiting.get;
import static org.natter.client.Waiting.until;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.natter.client.People.Person;
import org.natter.client.model.About;
import org.natter.client.model.Bearer;
import org.natter.client.model.ConnectionSnapshot;
import org.natter.client.model.Contact;
import org.natter.client.model.Credentials;
import org.natter.client.model.Found;
import org.natter.client.model.Joining;
import org.natter.client.model.Member;
import org.natter.client.model.MeSnapshot;
import org.natter.client.model.Message;
import org.natter.client.model.ModelClient;
import org.natter.client.model.Notice;
import org.natter.client.model.Range;
import org.natter.client.model.Topic;
import org.natter.client.model.TopicSnapshot;
import org.natter.client.wire.TransportName;

/** People who sign up, talk, meet in groups and delete what they said, against the real server. */
@ParameterizedClass
@EnumSource
class TalkingTest {
  private static RealServer server;

  @Parameter TransportName transport;

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

  private static Contact<String, String, String> contact(MeSnapshot<String, String, String> me, Person other) {
    return me.contacts().stream().filter(one -> other.id.equals(one.user())).findFirst().orElse(null);
  }

  private static Notice notice(MeSnapshot<?, ?, ?> me, String act) {
    return me.notices().stream().filter(one -> one.act().equals(act)).findFirst().orElse(null);
  }

  @Test
  void twoPeopleFromSignUpToAChat() {
    Person alice = person();
    Person bob = person();
    assertThat(alice.client.connection().getSnapshot().transport()).isEqualTo(transport.toString());
    Topic<String, String, String> hers = alice.with(bob);
    Message<String> sent = get(hers.publish("hello"));
    assertThat(sent.state()).isEqualTo(Message.State.SENT);
    assertThat(sent.from()).isEqualTo(alice.id);
    Contact<String, String, String> seen = find(bob.me(), me -> contact(me, alice));
    assertThat(seen.person()).isEqualTo("profile of " + alice.name);
    until(bob.me(), me -> contact(me, alice).isOnline() && contact(me, alice).unread() > 0);
    Topic<String, String, String> his = bob.client.topic(seen.topic());
    assertThat(his).isSameAs(bob.with(alice));
    get(his.open());
    assertThat(contents(his)).containsExactly("hello");
    get(his.publish("hi alice"));
    untilSays(hers, "hello", "hi alice");
    untilSays(his, "hello", "hi alice");
    until(bob.me(), me -> contact(me, alice).unread() == 0);
    get(alice.client.me().change(About.of("Alice A.")));
    until(bob.me(), me -> "Alice A.".equals(contact(me, alice).person()));
    assertThat(get(bob.client.describeUser(alice.id)).person()).isEqualTo("Alice A.");
    get(alice.client.stop());
    until(bob.me(), me -> !contact(me, alice).isOnline());
  }

  @Test
  void aGroupWithApprovalInvitationAndBanWhileReading() {
    Person owner = person();
    Person asker = person();
    Person guest = person();
    Topic<String, String, String> group =
        get(owner.client.createGroup(About.of("Hiking").withDefaultAccess("N", null)));

    Topic<String, String, String> asked = asker.client.topic(group.name());
    get(asked.open(Joining.plain().withMode("RWP").withInfo("please")));
    assertThat(asked.getSnapshot().state()).isEqualTo(TopicSnapshot.State.WAITING);
    Notice request = find(owner.me(), me -> notice(me, "appr"));
    assertThat(request.topic()).isEqualTo(group.name());
    assertThat(request.user()).isEqualTo(asker.id);
    assertThat(request.info().asText()).isEqualTo("please");
    get(group.approve(request.user(), "RWP"));
    until(asked, now -> now.state() == TopicSnapshot.State.OPEN);
    get(asked.publish("thank you"));

    get(group.invite(guest.id, "RWP", "join us"));
    Notice invitation = find(guest.me(), me -> notice(me, "join"));
    assertThat(invitation.info().asText()).isEqualTo("join us");
    Topic<String, String, String> invited = guest.client.topic(invitation.topic());
    get(invited.accept());
    until(invited, now -> now.members().size() == 3);
    untilSays(invited, "thank you");
    get(guest.client.me().deleteNotices());
    assertThat(guest.me().getSnapshot().notices()).isEmpty();

    get(group.ban(asker.id));
    until(asked, now -> now.state() == TopicSnapshot.State.BANNED);
    assertThat(contents(asked)).containsExactly("thank you");
    assertThat(failureOf(asked.publish("let me in")).code()).isEqualTo(403);
    Message<String> failed =
        find(asked, now -> now.messages().stream().filter(one -> one.error() != null).findFirst().orElse(null));
    assertThat(failed.state()).isEqualTo(Message.State.FAILED);
    get(group.publish("without him"));
    get(group.unban(asker.id));
    until(asked, now -> now.state() == TopicSnapshot.State.OPEN);
    failed.retry();
    untilSays(group, "thank you", "without him", "let me in");
    untilSays(asked, "thank you", "without him", "let me in");
  }

  @Test
  void aGroupChangesHandsAndEnds() {
    Person owner = person();
    Person heir = person();
    Topic<String, String, String> group = get(owner.client.createGroup(About.of("Hiking")));
    Topic<String, String, String> joined = heir.client.topic(group.name());
    get(joined.open());
    get(joined.publish("hello"));
    get(group.offerOwnership(heir.id));
    until(
        heir.me(),
        me -> me.notices().stream().anyMatch(one -> one.access() != null && one.access().given().contains("O")));
    get(joined.acceptOwnership());
    assertThat(get(group.loadMembers()))
        .filteredOn(one -> one.mode().contains("O"))
        .extracting(Member::user)
        .containsExactly(heir.id);
    get(joined.change(About.of("Climbing")));
    until(group, now -> "Climbing".equals(now.description().group()));
    assertThat(failureOf(group.deleteTopic()).code()).isEqualTo(403);
    get(group.leave());
    assertThat(group.getSnapshot().state()).isEqualTo(TopicSnapshot.State.GONE);
    get(joined.deleteTopic());
    until(joined, now -> now.state() == TopicSnapshot.State.GONE);
    assertThat(contents(joined)).isEmpty();
    until(heir.me(), me -> me.contacts().isEmpty());
  }

  @Test
  void whoHasTheLinkIsIn() {
    Person owner = person();
    Person guest = person();
    Topic<String, String, String> group = get(owner.client.createGroup(About.of("Open").withDefaultAccess("N", null)));
    Bearer link = get(group.openByLink("RWP"));
    Topic<String, String, String> joined = get(guest.client.joinByLink(group.name(), link.token()));
    get(joined.publish("found it"));
    untilSays(group, "found it");
    Bearer renewed = get(group.renewLink());
    Person late = person();
    assertThat(failureOf(late.client.joinByLink(group.name(), link.token())).code()).isEqualTo(403);
    get(late.client.joinByLink(group.name(), renewed.token()));
    get(group.closeLink());
    assertThat(failureOf(person().client.joinByLink(group.name(), renewed.token())).code()).isEqualTo(403);
  }

  @Test
  void deletedForAllAndForMe() {
    Person alice = person();
    Person bob = person();
    Topic<String, String, String> group = get(alice.client.createGroup());
    Topic<String, String, String> his = bob.client.topic(group.name());
    get(his.open());
    List<Message<String>> sent = new ArrayList<>();
    for (String content : new String[] {"one", "two", "three", "four"}) sent.add(get(group.publish(content)));
    untilSays(his, "one", "two", "three", "four");
    get(bob.client.stop());
    assertThat(failureOf(his.deleteForAll()).code()).isZero();
    get(group.deleteForAll(sent.get(1).position()));
    get(group.deleteForMe(sent.get(2).position()));
    assertThat(contents(group)).containsExactly("three", "four");
    get(bob.client.start());
    assertThat(failureOf(his.deleteForAll()).code()).isEqualTo(403);
    untilSays(his, "two", "three", "four");
  }

  @Test
  void historyByPages() {
    Person alice = person();
    Topic<String, String, String> group = get(alice.client.createGroup());
    List<String> all = IntStream.range(0, 100).mapToObj(n -> "m" + n).collect(Collectors.toList());
    for (String content : all) group.publish(content);
    untilSays(group, all);

    ModelClient<String, String, String> tablet = people.client(server.url());
    get(tablet.logIn(alice.name, People.PASSWORD));
    Topic<String, String, String> there = tablet.topic(group.name());
    get(there.open());
    assertThat(contents(there)).isEqualTo(all.subList(68, 100));
    get(there.loadEarlier(40));
    assertThat(contents(there)).isEqualTo(all.subList(28, 100));
    assertThat(there.getSnapshot().hasEarlier()).isTrue();
    get(there.loadEarlier(40));
    assertThat(contents(there)).isEqualTo(all);
    assertThat(there.getSnapshot().hasEarlier()).isFalse();

    long middle = there.getSnapshot().messages().get(50).position();
    assertThat(contents(get(there.history(Range.before(middle, 2))))).containsExactly("m48", "m49");
    assertThat(contents(get(there.history(Range.after(middle, 2))))).containsExactly("m51", "m52");
    assertThat(contents(get(there.history(Range.newest(1))))).containsExactly("m99");
  }

  @Test
  void accountsNamesPasswordsTokens() {
    Person alice = person();
    ModelClient<String, String, String> second = people.client(server.url());
    assertThat(failureOf(second.createAccount(alice.name, People.PASSWORD)).code()).isEqualTo(409);
    assertThat(failureOf(second.logIn(alice.name, "wrong horse")).code()).isEqualTo(401);
    String token = alice.client.login().token();
    assertThat(get(second.logIn(Credentials.token(token)))).isEqualTo(alice.id);
    assertThat(failureOf(second.logIn(Credentials.token(token))).code()).isEqualTo(409);
    get(alice.client.changePassword(alice.name, "battery staple"));
    ConnectionSnapshot ended =
        until(second.connection(), now -> now.state() == ConnectionSnapshot.State.STOPPED && now.error() != null);
    assertThat(ended.error().code()).isEqualTo(401);
    until(alice.client.connection(), now -> now.state() == ConnectionSnapshot.State.ONLINE);
    assertThat(alice.client.login().token()).isNotEqualTo(token);
    assertThat(get(second.logIn(alice.name, "battery staple"))).isEqualTo(alice.id);
    get(second.logOut());
    assertThat(second.user()).isNull();
    get(alice.client.deletePassword());
    assertThat(failureOf(people.client(server.url()).logIn(alice.name, "battery staple")).code()).isEqualTo(401);
  }

  @Test
  void whoWantsToBeFoundIs() {
    Person alice = person();
    Person bob = person();
    String tag = "chess-" + bob.name.substring(2, 10);
    assertThat(get(alice.client.find(tag))).isEmpty();
    get(bob.client.me().change(About.<String>nothing().withTags(tag)));
    List<Found<String, String>> found = get(alice.client.find(tag.substring(0, tag.length() - 1) + "*"));
    assertThat(found).extracting(Found::user).containsExactly(bob.id);
    assertThat(found).extracting(Found::person).containsExactly("profile of " + bob.name);
    get(bob.client.me().change(About.<String>nothing().withTags()));
    assertThat(get(alice.client.find(tag))).isEmpty();
  }
}
