package org.natter.client.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.natter.client.values.FailedRequest;
import org.natter.client.values.Futures;
import org.natter.client.values.NatterException;
import org.natter.client.values.Platform;

/**
 * Keeps a link up: connects, and connects again after a random time that grows from at most 0.5 s to at most 30 s. A refusal
 * that repeating cannot mend ends it: a wrong API key, a login that is not accepted any more.
 */
public final class Connection implements Watchable<ConnectionSnapshot> {
  private static final long FIRST_WAIT_MS = 500;
  private static final long LONGEST_WAIT_MS = 30_000;
  private static final int LONGEST_AFTER = 6;

  /** A link that lived so long was a good one. */
  private static final long GOOD_AFTER_MS = 10_000;

  private final Backend backend;
  private final Platform platform;
  private final Owner owner;
  private final State<ConnectionSnapshot> state;
  private final List<Waiting<?>> waiting = new ArrayList<>();
  /** the one that is being made or up; null: none */
  private Attempt attempt;
  private boolean isWanted;
  private int underWay;
  private int failures;
  private Runnable cancelWait = () -> {};

  /** Who makes a link ready, and hears it. */
  interface Owner {
    /** Makes the new link ready for requests; its failure decides whether to try again. */
    CompletableFuture<Void> established(Link link);

    /** It is online. */
    void ready(Link link);

    void lost();

    void message(String topic, StoredMessage message);

    void presence(String topic, String user, String what);

    void evicted(String topic);
  }

  Connection(Backend backend, Platform platform, Callbacks callbacks, Owner owner) {
    this.backend = backend;
    this.platform = platform;
    this.owner = owner;
    state = new State<>(callbacks, new ConnectionSnapshot(ConnectionSnapshot.State.STOPPED, null, null, null));
  }

  @Override
  public ConnectionSnapshot getSnapshot() {
    return state.getSnapshot();
  }

  @Override
  public Subscription subscribe(Consumer<? super ConnectionSnapshot> listener) {
    return state.subscribe(listener);
  }

  /**
   * Do not wait any longer for the next attempt. To be called when the network comes back or the application comes to the
   * foreground; at other times it does nothing. Any thread.
   */
  public void retryNow() {
    platform.execute(
        () -> {
          if (getSnapshot().state() != ConnectionSnapshot.State.WAITING) return;
          cancelWait.run();
          failures = 0;
          connect(getSnapshot().error());
        });
  }

  // ---- inside

  /** The one that is up and ready; null: none */
  Link link() {
    return attempt != null && attempt.isOnline ? attempt.link : null;
  }

  boolean isStopped() {
    return !isWanted;
  }

  /** No request waits for a link or an answer. */
  boolean isIdle() {
    return underWay == 0;
  }

  void start() {
    if (isWanted) return;
    isWanted = true;
    failures = 0;
    connect(null);
  }

  /** @param error why; null: the application wants it */
  void stop(NatterException error) {
    isWanted = false;
    cancelWait.run();
    Attempt ended = attempt;
    attempt = null;
    set(ConnectionSnapshot.State.STOPPED, null, null, error);
    if (ended != null) ended.end();
    lookAgain();
  }

  /** A new link instead of the one that is there, at once. Who waits for one waits on. */
  void restart() {
    isWanted = true;
    cancelWait.run();
    failures = 0;
    Attempt ended = attempt;
    connect(null);
    if (ended != null) ended.end();
  }

  /**
   * Do something on the link, waiting for it if need be. Fails while the connection is stopped, and when the bounds say so.
   *
   * @param topic null: none
   */
  <R> CompletableFuture<R> use(String word, String topic, Bounds bounds, Function<Link, CompletableFuture<R>> run) {
    return use(word, topic, bounds, () -> true, run);
  }

  /** @param isReady besides the link; whoever changes the answer calls {@link #lookAgain} */
  <R> CompletableFuture<R> use(
      String word, String topic, Bounds bounds, BooleanSupplier isReady, Function<Link, CompletableFuture<R>> run) {
    Waiting<R> one = new Waiting<>(new FailedRequest(word, topic), bounds, isReady, run);
    underWay++;
    one.result.whenComplete((value, thrown) -> underWay--);
    if (!one.look()) waiting.add(one);
    return one.result;
  }

  /** What others wait for too, as long as these bounds say; then it goes on. */
  <R> CompletableFuture<R> share(String word, String topic, Bounds bounds, CompletableFuture<R> running) {
    Waiting<R> one = new Waiting<>(new FailedRequest(word, topic), bounds, () -> true, on -> running);
    one.follow(running.thenApply(value -> value));
    return one.result;
  }

  /** @param error why it was not online */
  private void connect(NatterException error) {
    set(ConnectionSnapshot.State.CONNECTING, null, null, error);
    attempt = new Attempt();
    attempt.begin();
  }

  private void failed(Attempt ended, NatterException error) {
    if (ended.wasGood()) failures = 0;
    long most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << failures);
    failures = Math.min(LONGEST_AFTER, failures + 1);
    long waitMs = (long) (platform.random() * most);
    attempt = null;
    set(ConnectionSnapshot.State.WAITING, null, platform.nowMs() + waitMs, error);
    cancelWait = platform.after(waitMs, () -> connect(error));
    ended.end();
  }

  private void set(ConnectionSnapshot.State now, String transport, Long retryAt, NatterException error) {
    state.set(new ConnectionSnapshot(now, transport, retryAt, error));
  }

  void lookAgain() {
    for (Waiting<?> one : new ArrayList<>(waiting)) if (one.look()) waiting.remove(one);
  }

  /** One link, from the attempt to open it to its end. */
  private final class Attempt implements LinkListener {
    private CompletableFuture<Link> opening;
    private Link link;
    private boolean isOnline;
    private long onlineSinceMs;

    void begin() {
      opening = backend.open(this);
      opening.whenComplete(
          (opened, thrown) -> {
            if (thrown != null) failed(Futures.errorOf(thrown));
            else if (isOver()) opened.close();
            else establish(opened);
          });
    }

    private void establish(Link opened) {
      link = opened;
      owner
          .established(opened)
          .whenComplete(
              (nothing, thrown) -> {
                if (thrown != null) failed(Futures.errorOf(thrown));
                else if (!isOver()) online();
              });
    }

    private void online() {
      isOnline = true;
      onlineSinceMs = platform.elapsedMs();
      set(ConnectionSnapshot.State.ONLINE, link.transport(), null, null);
      owner.ready(link);
      lookAgain();
    }

    private void failed(NatterException error) {
      if (isOver()) return;
      if (error.canRetry()) Connection.this.failed(this, error);
      else stop(error);
    }

    boolean wasGood() {
      return isOnline && platform.elapsedMs() - onlineSinceMs >= GOOD_AFTER_MS;
    }

    void end() {
      opening.cancel(false);
      if (link == null) return;
      owner.lost();
      link.close();
    }

    private boolean isOver() {
      return attempt != this;
    }

    @Override
    public void message(String topic, StoredMessage message) {
      if (!isOver()) owner.message(topic, message);
    }

    @Override
    public void presence(String topic, String user, String what) {
      if (!isOver()) owner.presence(topic, user, what);
    }

    @Override
    public void evicted(String topic) {
      if (!isOver()) owner.evicted(topic);
    }

    @Override
    public void closed(String text) {
      failed(new NatterException(NatterException.NO_ANSWER, text, null));
    }
  }

  /** A request that waits for a link, and then for its answer. */
  private final class Waiting<R> {
    final CompletableFuture<R> result = new CompletableFuture<>();
    private final FailedRequest request;
    private final BooleanSupplier isReady;
    private final Function<Link, CompletableFuture<R>> run;
    private final Bounds bounds;
    private boolean hasBegun;

    Waiting(FailedRequest request, Bounds bounds, BooleanSupplier isReady, Function<Link, CompletableFuture<R>> run) {
      this.request = request;
      this.bounds = bounds;
      this.isReady = isReady;
      this.run = run;
      Runnable cancelTimer = platform.after(bounds.leftMs(), () -> end(noAnswer("no answer in time", true)));
      result.whenComplete((value, thrown) -> cancelTimer.run());
      bounds.onCancel(() -> end(noAnswer("aborted", false)));
    }

    /** @return it does not wait for a link any more */
    boolean look() {
      if (hasBegun || result.isDone()) return true;
      Link up = link();
      boolean begins = up != null && isReady.getAsBoolean();
      // what it does may make all look again
      hasBegun = begins;
      if (begins) follow(run.apply(up.within(bounds.leftMs())));
      else if (!isWanted) end(getSnapshot().error());
      return begins || !isWanted;
    }

    void follow(CompletableFuture<R> running) {
      running.whenComplete(
          (value, thrown) -> {
            if (thrown == null) result.complete(value);
            else end(Futures.errorOf(thrown));
          });
      result.whenComplete((value, thrown) -> running.cancel(false));
    }

    private void end(NatterException error) {
      result.completeExceptionally(error == null ? noAnswer("not connected", true) : error);
      waiting.remove(this);
    }

    private NatterException noAnswer(String text, boolean canRetry) {
      return new NatterException(NatterException.NO_ANSWER, text, request, canRetry, null, null);
    }
  }
}
