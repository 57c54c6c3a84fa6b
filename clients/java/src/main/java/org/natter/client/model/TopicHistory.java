package org.natter.client.model;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.natter.client.values.Mode;

/** The messages of a topic between here and the server: catching up after a gap, going back, writing, deleting. */
abstract class TopicHistory<U, G, C> extends TopicCore<U, G, C> {
  static final int FIRST_PAGE = 32;
  static final int GAP_PAGE = 256;
  /** Who was away for longer has the newest ones. */
  static final int MOST_GAP_PAGES = 20;

  private CompletableFuture<Void> earlier;
  /** The list alone says that nothing is newer than what is here; it may have missed something on the way to the opening. */
  private boolean isTrusting;

  TopicHistory(String name, Home<U, G, C> home) {
    super(name, home);
  }

  abstract CompletableFuture<Void> open(Joining how, Bounds bounds);

  CompletableFuture<Message<C>> publish(String json, Bounds bounds) {
    Unsent one = new Unsent(home.platform.newKey(), json, home.platform.nowMs());
    CompletableFuture<Message<C>> sent = outbox.add(one, bounds);
    openToSend();
    return sent;
  }

  /** Where it was refused, the refusal comes again, or it does not. */
  @Override
  public void openToSend() {
    if (snapshot().state() != TopicSnapshot.State.OPEN) open(Joining.plain(), Bounds.usual(home.platform));
  }

  /** Messages before those that are here; once at a time. */
  CompletableFuture<Void> loadEarlier(int limit, Bounds bounds) {
    CompletableFuture<Void> loading = earlier;
    if (loading == null) {
      Bounds shared = new Bounds(home.platform, Math.max(Bounds.DEFAULT_MS, bounds.leftMs()));
      loading = open(Joining.plain(), shared).thenCompose(opened -> loadBefore(limit, shared));
      earlier = loading;
      loading.whenComplete((done, thrown) -> earlier = null);
    }
    return home.connection.share("get", name, bounds, loading);
  }

  CompletableFuture<List<Message<C>>> history(Range range, Bounds bounds) {
    return open(Joining.plain(), bounds)
        .thenCompose(opened -> page(range, bounds))
        .thenApply(page -> messages(page.messages()));
  }

  CompletableFuture<Page> page(Range range, Bounds bounds) {
    return use("get", bounds, on -> on.history(name, range));
  }

  CompletableFuture<Void> erase(Long before, boolean forAll, Bounds bounds) {
    return use("del", bounds, on -> on.erase(name, before, forAll))
        .thenAccept(
            done -> {
              log.eraseBefore(before == null ? Long.MAX_VALUE : before);
              show();
              home.refreshSoon();
            });
  }

  /** From where the messages end here to where they end. What came live meanwhile waits in the log. */
  CompletableFuture<Void> catchUp(Link on) {
    return catchUp(on, true);
  }

  private CompletableFuture<Void> catchUp(Link on, boolean mayTrust) {
    isTrusting = false;
    log.lose();
    return fetch(on, mayTrust)
        .whenComplete(
            (done, thrown) -> {
              if (thrown == null) {
                if (!isTrusting) log.level();
                home.said(name, log.newest());
              } else {
                home.platform.after(AGAIN_MS, () -> catchUpAgain(on));
              }
              show();
            });
  }

  /** Of a link that still lives: the gap must not stay. */
  private void catchUpAgain(Link on) {
    if (link() == on && !log.isLevel()) catchUp(on);
  }

  /** Something is about to come behind what is here: look whether something came before it. */
  @Override
  public void settle() {
    if (isTrusting && link() != null) catchUp(link(), false);
  }

  /** A list came: it may say now that something is newer. */
  void lookAgain() {
    if (isTrusting && !isNewestHere()) settle();
  }

  private CompletableFuture<Void> fetch(Link on, boolean mayTrust) {
    Long first = log.first();
    Long last = log.last();
    if (first == null || last == null) return fetchNewest(on);
    if (!mayTrust || !canTrust()) {
      return CompletableFuture.allOf(forgetErased(on, first, last), fetchAfter(on, last, MOST_GAP_PAGES));
    }
    // when that is answered it is attached; what others said before was told to the list
    return forgetErased(on, first, last)
        .thenCompose(
            done -> {
              isTrusting = canTrust();
              return isTrusting ? CompletableFuture.completedFuture(null) : fetchAfter(on, last, MOST_GAP_PAGES);
            });
  }

  /** What is about to be sent needs a place behind everything else. */
  private boolean canTrust() {
    return outbox.isIdle() && isNewestHere();
  }

  /** The list says so, and would be told of another one; of large groups not at once. */
  boolean isNewestHere() {
    Contact<U, G, C> listed = home.contact(name);
    Description<U, G> known = snapshot().description();
    boolean isTold = listed != null && Mode.can(listed.mode(), "P") && known != null && known.memberCount() == null;
    Message<C> newest = log.newest();
    return isTold && Objects.equals(listed.lastMessage(), newest == null ? null : (Long) newest.at());
  }

  private CompletableFuture<Void> fetchNewest(Link on) {
    return on.history(name, Range.newest(FIRST_PAGE))
        .thenAccept(page -> log.restore(messages(page.messages()), page.isFull()));
  }

  /** Deletion takes the oldest first, so the first one that is left tells what is gone. */
  private CompletableFuture<Void> forgetErased(Link on, long first, long last) {
    return on.history(name, Range.between(first - 1, last + 1, 1))
        .thenAccept(
            page -> log.eraseBefore(page.messages().isEmpty() ? last + 1 : page.messages().get(0).position()));
  }

  private CompletableFuture<Void> fetchAfter(Link on, long after, int pages) {
    if (pages == 0) return fetchNewest(on);
    return on.history(name, Range.after(after, GAP_PAGE))
        .thenCompose(
            page -> {
              List<Message<C>> next = messages(page.messages());
              log.append(next);
              show();
              if (!page.isFull() || next.isEmpty()) return CompletableFuture.completedFuture(null);
              return fetchAfter(on, next.get(next.size() - 1).position(), pages - 1);
            });
  }

  private CompletableFuture<Void> loadBefore(int limit, Bounds bounds) {
    Long first = log.first();
    if (first == null || !log.hasEarlier()) return CompletableFuture.completedFuture(null);
    return page(Range.before(first, limit), bounds)
        .thenAccept(
            page -> {
              // what was erased meanwhile is not a place to go on from
              if (first.equals(log.first())) log.prepend(messages(page.messages()), !page.isFull());
              show();
            });
  }
}
