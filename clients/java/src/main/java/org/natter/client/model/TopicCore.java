package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.natter.client.values.FailedRequest;
import org.natter.client.values.NatterException;

/**
 * What is here of one topic, for all parts of it: where it is attached, what the application sees, and what of it is kept for
 * the next run. Belongs to the thread inside, but for the snapshot.
 */
abstract class TopicCore<U, G, C> implements Outbox.Owner<C> {
  /** What failed is tried again after so long. */
  static final long AGAIN_MS = 1000;

  private static final int KEPT_MESSAGES = 200;
  private static final int NOT_FOUND = 404;

  final String name;
  final Home<U, G, C> home;
  final State<TopicSnapshot<U, G, C>> state;
  final MessageLog<C> log = new MessageLog<>();
  final Outbox<C> outbox;
  /** the cache was read */
  final CompletableFuture<Void> restored = new CompletableFuture<>();
  /** who reads along; told of every change */
  private final Set<Runnable> readers = new LinkedHashSet<>();
  /** {@code updated} of the contact whose description and members are here; 0: of none */
  private long asOf;
  /** attach, now and after every reconnect */
  private boolean isWanted;
  /** on this link it is attached; null: on none */
  private Link link;

  TopicCore(String name, Home<U, G, C> home) {
    this.name = name;
    this.home = home;
    state = new State<>(home.callbacks, TopicSnapshot.closed(name));
    outbox = new Outbox<>(name, home, this);
  }

  @Override
  public Link link() {
    return link;
  }

  boolean isWanted() {
    return isWanted;
  }

  void want(boolean now) {
    isWanted = now;
  }

  boolean isAsOf(long updated) {
    return asOf == updated;
  }

  void setAsOf(long updated) {
    asOf = updated;
  }

  TopicSnapshot<U, G, C> snapshot() {
    return state.getSnapshot();
  }

  void update(TopicSnapshot<U, G, C> now) {
    boolean wasOpening = isOpening();
    state.set(now);
    if (wasOpening && !isOpening()) home.connection.lookAgain();
    for (Runnable reader : new ArrayList<>(readers)) reader.run();
  }

  /** @return stops it */
  Runnable readAlong(Runnable reader) {
    readers.add(reader);
    return () -> readers.remove(reader);
  }

  /** Not before it is attached again, where that is wanted: the server tells strangers little. */
  <R> CompletableFuture<R> use(String word, Bounds bounds, Function<Link, CompletableFuture<R>> run) {
    return home.connection.use(word, name, bounds, () -> !isOpening(), run);
  }

  private boolean isOpening() {
    return snapshot().state() == TopicSnapshot.State.OPENING;
  }

  NatterException error(int code, String text) {
    return new NatterException(code, text, new FailedRequest("sub", name));
  }

  Description<U, G> describe(StoredDescription stored) {
    return Description.of(stored, name.startsWith("grp"), home.types);
  }

  List<Member<U>> members(List<StoredMember> stored) {
    List<Member<U>> all = new ArrayList<>();
    for (StoredMember one : stored) all.add(Member.of(one, home.types));
    return all;
  }

  List<Message<C>> messages(List<StoredMessage> stored) {
    List<Message<C>> all = new ArrayList<>();
    for (StoredMessage one : stored) all.add(Message.sent(one, home.types));
    return all;
  }

  /** It was just published. */
  @Override
  public void message(Message<C> message) {
    settle();
    log.live(message);
    show();
    home.said(name, message);
  }

  void attached(Link on) {
    link = on;
  }

  void detach(TopicSnapshot.State now, NatterException error) {
    link = null;
    log.lose();
    update(snapshot().with(now, error));
  }

  /** There is nothing any more. @param error null: it is not there */
  void remove(NatterException error) {
    NatterException why = error == null ? error(NOT_FOUND, "not found") : error;
    isWanted = false;
    asOf = 0;
    outbox.abandon(why);
    log.restore(Collections.emptyList(), false);
    detach(TopicSnapshot.State.GONE, why);
    update(snapshot().with((Description<U, G>) null).withMembers(Collections.emptyList()));
    show();
    home.keeper.now(key(), null);
    home.refreshSoon();
  }

  /** The messages changed. */
  @Override
  public void show() {
    List<Message<C>> all = new ArrayList<>(log.messages());
    all.addAll(outbox.messages());
    update(snapshot().withMessages(all, log.hasEarlier()));
    keep();
  }

  void keep() {
    // what was kept must be read before it is written over
    boolean isDue = restored.isDone() && home.user() != null && snapshot().state() != TopicSnapshot.State.GONE;
    if (isDue) home.keeper.later(key(), this::kept);
  }

  private String key() {
    return "topic/" + name;
  }

  private JsonNode kept() {
    TopicSnapshot<U, G, C> now = snapshot();
    List<Message<C>> all = log.messages();
    List<Message<C>> newest = all.subList(Math.max(0, all.size() - KEPT_MESSAGES), all.size());
    boolean hasEarlier = log.hasEarlier() || newest.size() < all.size();
    ObjectNode kept = Kept.object().put("hasEarlier", hasEarlier).put("asOf", asOf);
    if (now.description() != null) kept.set("description", Kept.description(now.description().stored()));
    kept.set("members", Kept.list(now.members(), one -> Kept.member(one.stored())));
    return kept.set("messages", Kept.list(newest, one -> Kept.message(one.stored())));
  }

  /** Reads what an earlier run kept. */
  void restore() {
    home.restore()
        .thenCompose(done -> home.keeper.read(key()))
        .thenAccept(
            kept -> {
              if (kept != null && log.last() == null) show(kept);
            })
        .whenComplete((done, thrown) -> restored.complete(null));
  }

  private void show(JsonNode kept) {
    log.restore(messages(Kept.list(kept.path("messages"), Kept::message)), kept.path("hasEarlier").asBoolean(true));
    JsonNode description = Kept.json(kept, "description");
    if (description != null) update(snapshot().with(describe(Kept.description(description))));
    update(snapshot().withMembers(members(Kept.list(kept.path("members"), Kept::member))));
    asOf = kept.path("asOf").asLong();
    show();
  }

  /** From an earlier run: to be sent as soon as possible, but for what was refused. */
  void restoreUnsent(List<Unsent> unsent) {
    outbox.restore(unsent);
    if (!outbox.isIdle()) {
      isWanted = true;
      update(snapshot().with(TopicSnapshot.State.OPENING, null));
    }
    show();
  }
}
