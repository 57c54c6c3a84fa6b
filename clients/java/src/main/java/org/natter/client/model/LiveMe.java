package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.natter.client.values.Mode;

/**
 * The user's own topic: profile, list of topics with who is there and what is unread, invitations and requests. Being attached
 * to it is being online for others. Belongs to the thread inside, but for the snapshot.
 */
final class LiveMe<U, G, C> {
  private static final String ME = "me";
  private static final int NOTICE_PAGE = 128;
  private static final int MOST_UNREAD = 1000;

  /** News come in bunches: one question for all of them. */
  private static final long REFRESH_AFTER_MS = 200;

  final State<MeSnapshot<U, G, C>> state;
  private final Home<U, G, C> home;
  private final MessageLog<JsonNode> notices = new MessageLog<>();
  private final PayloadTypes<JsonNode, JsonNode, JsonNode> json = PayloadTypes.json();
  private final Set<String> online = new HashSet<>();
  private List<Contact<U, G, C>> contacts = Collections.emptyList();
  private String user;
  private Description<U, G> description;
  private boolean isFresh;
  /** null: not attached */
  private Link attachedTo;
  /** null: none is due */
  private Runnable cancelRefresh;

  LiveMe(Home<U, G, C> home) {
    this.home = home;
    state = new State<>(home.callbacks, new MeSnapshot<>(null, null, contacts, Collections.emptyList(), false));
  }

  CompletableFuture<Void> change(Changes changes, Bounds bounds) {
    return use("set", bounds, on -> on.change(ME, changes).thenCompose(done -> on.describe(ME)))
        .thenAccept(
            found -> {
              description = describe(found);
              show();
            });
  }

  CompletableFuture<Void> deleteNotices(Long before, Bounds bounds) {
    return use("del", bounds, on -> on.erase(ME, before, true))
        .thenAccept(
            done -> {
              notices.eraseBefore(before == null ? Long.MAX_VALUE : before);
              show();
            });
  }

  CompletableFuture<Void> refresh(Bounds bounds) {
    return use("get", bounds, this::list);
  }

  /** Completes when the list is here. All in one go. */
  CompletableFuture<Void> attach(Link on) {
    attachedTo = on;
    CompletableFuture<Subscribed> subscribed = on.subscribe(ME, Joining.plain());
    CompletableFuture<StoredDescription> described = on.describe(ME);
    CompletableFuture<Page> noticed = on.history(ME, Range.newest(NOTICE_PAGE));
    return CompletableFuture.allOf(subscribed, described, noticed, list(on))
        .thenAccept(
            done -> {
              Page page = noticed.join();
              // all of them come again: what is missing was deleted
              notices.restore(noticesOf(page.messages()), page.isFull());
              notices.level();
              user = home.user();
              description = describe(described.join());
              show();
            });
  }

  void lost() {
    attachedTo = null;
    if (cancelRefresh != null) cancelRefresh.run();
    cancelRefresh = null;
    notices.lose();
    online.clear();
    isFresh = false;
    show();
  }

  /** Ask for the list soon. @return false: there is none to ask for */
  boolean refreshSoon() {
    if (attachedTo == null) return false;
    if (cancelRefresh == null) cancelRefresh = home.platform.after(REFRESH_AFTER_MS, this::refreshNow);
    return true;
  }

  /** The list is that of the server. */
  boolean isFresh() {
    return isFresh;
  }

  /** Somebody is there, in a group, as far as one was told. */
  boolean isActive(String topic) {
    return online.contains(topic);
  }

  /** The entry of the list, if that is the server's and not an old one; else null */
  Contact<U, G, C> contact(String topic) {
    if (!isFresh) return null;
    return contacts.stream().filter(one -> one.topic().equals(topic)).findFirst().orElse(null);
  }

  /** A notice came. */
  void message(StoredMessage message) {
    notices.live(Message.sent(message, json));
    refreshSoon();
    show();
  }

  /** This was said last where this session listens, so nothing of it is unread. @param last null: nothing */
  void said(String topic, Message<C> last) {
    edit(
        topic,
        one -> {
          Contact<U, G, C> read = asRead(one);
          boolean isNewest = last != null && (one.lastMessage() == null || one.lastMessage() <= last.at());
          return isNewest ? read.withLast(last) : read;
        });
  }

  /** About a person where {@code topic} is {@code me}, otherwise about a topic. */
  void presence(String topic, String about, String what) {
    String who = !topic.equals(ME) ? topic : about == null ? "" : about;
    if (what.equals("on")) online.add(who);
    if (what.equals("off")) online.remove(who);
    boolean isMessage = what.equals("msg");
    if (isMessage) edit(topic, this::withOneMore);
    // who may not hear of it by the list may by now: it was accepted elsewhere
    boolean isKnown =
        contacts.stream()
            .anyMatch(one -> (who.equals(one.topic()) || who.equals(one.user())) && Mode.can(one.mode(), "P"));
    boolean isInbox = isMessage && attachedTo != null && attachedTo.has(Feature.INBOX);
    if (what.equals("upd") || isInbox || !isKnown) refreshSoon();
    show();
  }

  /** What was kept. */
  CompletableFuture<Void> restore(String of) {
    return home.keeper
        .read(ME)
        .thenAccept(
            kept -> {
              user = of;
              if (kept != null) restore(kept);
              show();
            });
  }

  /** Nobody is logged in any more. */
  void reset() {
    contacts = Collections.emptyList();
    notices.restore(Collections.emptyList(), true);
    user = null;
    description = null;
    lost();
  }

  private void restore(JsonNode kept) {
    contacts = contactsOf(Kept.list(kept.path("contacts"), Kept::contact));
    notices.restore(noticesOf(Kept.list(kept.path("notices"), Kept::message)), true);
    JsonNode about = Kept.json(kept, "description");
    description = about == null ? null : describe(Kept.description(about));
  }

  private <R> CompletableFuture<R> use(String word, Bounds bounds, Function<Link, CompletableFuture<R>> run) {
    return home.connection.use(word, ME, bounds, run);
  }

  private void refreshNow() {
    cancelRefresh = null;
    if (attachedTo != null) list(attachedTo);
  }

  private CompletableFuture<Void> list(Link on) {
    return on.contacts()
        .thenAccept(
            found -> {
              List<Contact<U, G, C>> former = contacts;
              contacts = contactsOf(found);
              // it is read here, whatever the list says
              contacts.replaceAll(one -> home.isOpen(one.topic()) ? asRead(one) : one);
              isFresh = true;
              show();
              home.listed(contacts, former, on.has(Feature.INBOX));
            });
  }

  private static <U, G, C> Contact<U, G, C> asRead(Contact<U, G, C> one) {
    return one.with(one.stored().toBuilder().unread(0).build());
  }

  private Contact<U, G, C> withOneMore(Contact<U, G, C> one) {
    int unread = Math.min(MOST_UNREAD, one.unread() + 1);
    return one.with(one.stored().toBuilder().unread(unread).lastMessage(home.platform.nowMs()).build());
  }

  private void edit(String topic, UnaryOperator<Contact<U, G, C>> change) {
    List<Contact<U, G, C>> all = new ArrayList<>(contacts);
    all.replaceAll(one -> one.topic().equals(topic) ? change.apply(one) : one);
    contacts = all;
    show();
  }

  private void show() {
    List<Contact<U, G, C>> shown = new ArrayList<>();
    for (Contact<U, G, C> one : contacts) shown.add(asItIs(one));
    shown.sort(Comparator.comparingLong(one -> one.lastMessage() == null ? 0 : -one.lastMessage()));
    List<Notice> read = new ArrayList<>();
    for (Message<JsonNode> message : notices.messages()) {
      Notice notice = Notice.of(message.stored());
      if (notice != null) read.add(notice);
    }
    state.set(new MeSnapshot<>(user, description, shown, read, isFresh));
    if (home.user() != null) home.keeper.later(ME, this::kept);
  }

  private Contact<U, G, C> asItIs(Contact<U, G, C> one) {
    boolean isOnline = online.contains(one.user() == null ? one.topic() : one.user());
    if (isOnline == one.isOnline()) return one;
    return one.with(one.stored().toBuilder().isOnline(isOnline).build());
  }

  private JsonNode kept() {
    ObjectNode kept = Kept.object();
    if (description != null) kept.set("description", Kept.description(description.stored()));
    kept.set("contacts", Kept.list(contacts, one -> Kept.contact(one.stored())));
    return kept.set("notices", Kept.list(notices.messages(), one -> Kept.message(one.stored())));
  }

  private Description<U, G> describe(StoredDescription found) {
    return Description.of(found, false, home.types);
  }

  private List<Contact<U, G, C>> contactsOf(List<StoredContact> stored) {
    List<Contact<U, G, C>> all = new ArrayList<>();
    for (StoredContact one : stored) all.add(Contact.of(one, home.types));
    return all;
  }

  private List<Message<JsonNode>> noticesOf(List<StoredMessage> stored) {
    List<Message<JsonNode>> all = new ArrayList<>();
    for (StoredMessage one : stored) all.add(Message.sent(one, json));
    return all;
  }
}
