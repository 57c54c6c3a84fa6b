package org.natter.client.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.natter.client.values.FailedRequest;
import org.natter.client.values.Futures;
import org.natter.client.values.Json;
import org.natter.client.values.NatterException;

/**
 * What the user wrote in a topic and what is not stored by the server yet. One at a time is on its way, so the order holds.
 * Without an answer a message is sent again under its key, byte for byte, and so it is stored once; refused for good, it waits
 * for the user.
 */
final class Outbox<C> {
  private static final long FIRST_PAUSE_MS = 1000;
  private static final long LONGEST_PAUSE_MS = 30_000;
  private static final int LONGEST_AFTER = 5;

  private final Home<?, ?, C> home;
  private final Owner<C> owner;
  private final FailedRequest request;
  private List<Entry> entries = new ArrayList<>();
  private boolean isBusy;
  private int pauses;

  /** How it reaches the rest of its topic. */
  interface Owner<C> {
    /** On which the topic is attached now; null: none */
    Link link();

    /** One that has its place now. */
    void message(Message<C> message);

    /** The list changed. */
    void show();

    /** One is about to be sent. */
    void settle();

    /** Something is to be sent: attach, unless it is. */
    void openToSend();
  }

  Outbox(String topic, Home<?, ?, C> home, Owner<C> owner) {
    this.home = home;
    this.owner = owner;
    request = new FailedRequest("pub", topic);
  }

  /** What has to outlive this process. */
  List<Unsent> unsent() {
    List<Unsent> all = new ArrayList<>();
    for (Entry entry : entries) if (!entry.isAbandoned) all.add(entry.asItIs());
    return all;
  }

  /** Nothing is to be sent. */
  boolean isIdle() {
    return entries.stream().allMatch(entry -> entry.error != null);
  }

  /** One may have arrived, and only the history or another try will tell. */
  boolean isInDoubt() {
    return entries.stream().anyMatch(entry -> entry.isInDoubt && entry.error == null);
  }

  /** As the application sees them, in the order of writing. */
  List<Message<C>> messages() {
    List<Message<C>> all = new ArrayList<>();
    for (Entry entry : entries) {
      all.add(Message.unsent(entry.unsent.at, home.user(), entry.content, entry.error, entry));
    }
    return all;
  }

  /** From an earlier run. Nobody waits for these any more. */
  void restore(List<Unsent> unsent) {
    Set<String> known = new HashSet<>();
    for (Entry entry : entries) known.add(entry.unsent.key);
    List<Entry> all = new ArrayList<>();
    for (Unsent one : unsent) if (!known.contains(one.key)) all.add(restored(one));
    all.addAll(entries);
    entries = all;
  }

  private Entry restored(Unsent one) {
    Entry entry = new Entry(one, one.isInDoubt);
    if (one.error != null) entry.error = new NatterException(one.error.code(), one.error.text(), request);
    return entry;
  }

  /** Completes when it is stored; fails when it was refused or discarded. */
  CompletableFuture<Message<C>> add(Unsent one, Bounds bounds) {
    Entry entry = new Entry(one, false);
    entries.add(entry);
    bounds.onCancel(() -> discard(entry));
    changed();
    flush();
    return entry.sent;
  }

  /** Sends what waits, as long as the topic is attached. */
  void flush() {
    if (!isBusy) next();
  }

  /** Everything that waits is refused for this reason. */
  void refuse(NatterException error) {
    for (Entry entry : new ArrayList<>(entries)) if (entry.error == null) fail(entry, error);
  }

  /** There is no topic any more: what waits is refused, and nothing of it is kept unless the user tries again. */
  void abandon(NatterException error) {
    if (entries.isEmpty()) return;
    for (Entry entry : entries) entry.isAbandoned = true;
    refuse(error);
    changed();
  }

  private void next() {
    Link link = owner.link();
    Entry entry = entries.stream().filter(one -> one.error == null).findFirst().orElse(null);
    isBusy = link != null && entry != null;
    if (isBusy) send(link, entry);
  }

  private void send(Link link, Entry entry) {
    if (entry.isInDoubt && !link.has(Feature.KEY)) {
      fail(entry, new NatterException(NatterException.NO_ANSWER, "may have arrived", request));
      home.platform.execute(this::next);
      return;
    }
    boolean wasInDoubt = entry.isInDoubt;
    entry.isInDoubt = true;
    owner.settle();
    link.publish(request.topic(), entry.unsent.json, entry.unsent.key)
        .whenComplete(
            (place, thrown) -> {
              long pauseMs = thrown == null ? 0 : refused(link, entry, wasInDoubt, Futures.errorOf(thrown));
              if (thrown == null) sent(entry, place);
              if (pauseMs > 0) home.platform.after(pauseMs, this::next);
              else home.platform.execute(this::next);
            });
  }

  /** @return ms to wait before the next try */
  private long refused(Link link, Entry entry, boolean wasInDoubt, NatterException error) {
    if (error.code() == NatterException.NO_ANSWER) return 0;
    // it was not stored by this try; by a former one it may have been
    entry.isInDoubt = wasInDoubt;
    if (owner.link() != link) return 0;
    if (!error.canRetry()) {
      fail(entry, error);
      return 0;
    }
    long most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << pauses);
    pauses = Math.min(LONGEST_AFTER, pauses + 1);
    return (long) (home.platform.random() * most);
  }

  private void sent(Entry entry, Published place) {
    pauses = 0;
    entries.remove(entry);
    Message<C> message = Message.sent(place.position(), place.at(), home.user(), entry.content);
    owner.message(message);
    changed();
    entry.sent.complete(message);
  }

  private void fail(Entry entry, NatterException error) {
    entry.error = error;
    entry.sent.completeExceptionally(error);
    changed();
  }

  private void retry(Entry entry) {
    if (entry.error == null || !entries.contains(entry)) return;
    entry.error = null;
    entry.isAbandoned = false;
    // without keys it is the user's choice to send again what may have arrived
    if (owner.link() == null || !owner.link().has(Feature.KEY)) entry.isInDoubt = false;
    changed();
    owner.openToSend();
    flush();
  }

  private void discard(Entry entry) {
    if (!entries.remove(entry)) return;
    entry.sent.completeExceptionally(
        new NatterException(NatterException.NO_ANSWER, "discarded", request, false, null, null));
    changed();
  }

  private void changed() {
    home.keepUnsent();
    owner.show();
  }

  private final class Entry implements Message.Draft {
    final Unsent unsent;
    final Payload<C> content;
    final CompletableFuture<Message<C>> sent = new CompletableFuture<>();
    /** it was on its way once, and nobody knows whether it arrived */
    boolean isInDoubt;
    /** null: not refused */
    NatterException error;
    /** it is here as long as this process, and no longer */
    boolean isAbandoned;

    Entry(Unsent unsent, boolean isInDoubt) {
      this.unsent = unsent;
      this.isInDoubt = isInDoubt;
      content = home.types.content(Json.parse(unsent.json));
    }

    Unsent asItIs() {
      return error == null ? unsent : unsent.refused(error, isInDoubt);
    }

    @Override
    public String key() {
      return unsent.key;
    }

    @Override
    public void retry() {
      home.platform.execute(() -> Outbox.this.retry(this));
    }

    @Override
    public void discard() {
      home.platform.execute(() -> Outbox.this.discard(this));
    }
  }
}
