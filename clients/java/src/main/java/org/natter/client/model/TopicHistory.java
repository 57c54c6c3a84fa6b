package org.natter.client.model;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The messages of a topic between here and the server: catching up after a gap, going back, writing, deleting. */
abstract class TopicHistory<U, G, C> extends TopicCore<U, G, C> {
  static final int FIRST_PAGE = 32;
  static final int GAP_PAGE = 256;

  private CompletableFuture<Void> earlier;

  TopicHistory(String name, Home<U, G, C> home) {
    super(name, home);
  }

  abstract CompletableFuture<Void> open(Joining how, Bounds bounds);

  CompletableFuture<Message<C>> publish(String json, Bounds bounds) {
    Unsent one = new Unsent(home.platform.newKey(), json, home.platform.nowMs());
    CompletableFuture<Message<C>> sent = outbox.add(one, bounds);
    // where it was refused, the refusal comes again, or it does not
    if (snapshot().state() != TopicSnapshot.State.OPEN) open(Joining.plain(), Bounds.usual());
    return sent;
  }

  /** Messages before those that are here; once at a time. */
  CompletableFuture<Void> loadEarlier(int limit, Bounds bounds) {
    if (earlier != null) return earlier;
    CompletableFuture<Void> loading = open(Joining.plain(), bounds).thenCompose(opened -> loadBefore(limit, bounds));
    earlier = loading;
    loading.whenComplete((done, thrown) -> earlier = null);
    return loading;
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
    log.lose();
    return fetch(on)
        .whenComplete(
            (done, thrown) -> {
              if (thrown == null) {
                log.level();
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

  private CompletableFuture<Void> fetch(Link on) {
    Long first = log.first();
    Long last = log.last();
    if (first == null || last == null) {
      return on.history(name, Range.newest(FIRST_PAGE))
          .thenAccept(page -> log.prepend(messages(page.messages()), !page.isFull()));
    }
    return CompletableFuture.allOf(forgetErased(on, first, last), fetchAfter(on, last));
  }

  /** Deletion takes the oldest first, so the first one that is left tells what is gone. */
  private CompletableFuture<Void> forgetErased(Link on, long first, long last) {
    return on.history(name, Range.between(first - 1, last + 1, 1))
        .thenAccept(
            page -> log.eraseBefore(page.messages().isEmpty() ? last + 1 : page.messages().get(0).position()));
  }

  private CompletableFuture<Void> fetchAfter(Link on, long after) {
    return on.history(name, Range.after(after, GAP_PAGE))
        .thenCompose(
            page -> {
              List<Message<C>> next = messages(page.messages());
              log.append(next);
              show();
              if (!page.isFull() || next.isEmpty()) return CompletableFuture.completedFuture(null);
              return fetchAfter(on, next.get(next.size() - 1).position());
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
