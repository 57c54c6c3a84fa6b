package org.natter.client.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.natter.client.values.Futures;
import org.natter.client.values.Mode;
import org.natter.client.values.NatterException;

/** Keeps a topic attached: opens it, opens it again on every new link, and gives up when it is refused, left or deleted. */
abstract class TopicAttachment<U, G, C> extends TopicHistory<U, G, C> {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  /** null: it is not being attached */
  private CompletableFuture<Void> opening;
  /** how it is being attached */
  private Joining openingHow;
  /** how the application wants it subscribed, until it is */
  private Joining next = Joining.plain();
  /** sessions without login need it each time */
  private String bearer;

  TopicAttachment(String name, Home<U, G, C> home) {
    super(name, home);
  }

  @Override
  CompletableFuture<Void> open(Joining how, Bounds bounds) {
    want(true);
    if (how.bearer() != null) bearer = how.bearer();
    boolean isPlain = how == Joining.plain();
    if (!isPlain) next = how;
    if (link() != null && isPlain && opening == null) return DONE;
    if (snapshot().state() == TopicSnapshot.State.CLOSED) update(snapshot().with(TopicSnapshot.State.OPENING, null));
    // the list says what of it is new
    return home.connection.use("sub", name, bounds, home::isListed, on -> openOn(how, isPlain));
  }

  private CompletableFuture<Void> openOn(Joining how, boolean isPlain) {
    Link on = home.connection.link();
    CompletableFuture<Void> attached = DONE;
    boolean isUnderWay = opening != null && (isPlain || openingHow == how);
    if (on != null && isWanted()) attached = isUnderWay ? opening : attachNow(on, isPlain ? next : how);
    return attached.thenCompose(
        done -> {
          TopicSnapshot<U, G, C> now = snapshot();
          if (now.error() != null) return Futures.failed(now.error());
          boolean isLate = now.state() == TopicSnapshot.State.OPENING;
          return isLate ? Futures.failed(error(NatterException.NO_ANSWER, "not attached")) : DONE;
        });
  }

  /** Detach this session; the subscription stays. */
  CompletableFuture<Void> close(Bounds bounds) {
    want(false);
    CompletableFuture<Void> settled = opening == null ? DONE : opening;
    CompletableFuture<Void> closing =
        settled.thenCompose(
            done -> {
              // opened again meanwhile
              if (isWanted()) return DONE;
              Link on = link();
              dismiss();
              // who is not connected any more is not attached either
              return on == null ? DONE : on.leave(name, false).exceptionally(thrown -> null);
            });
    return home.connection.share("leave", name, bounds, closing);
  }

  /** End the subscription. */
  CompletableFuture<Void> leave(Bounds bounds) {
    return use("leave", bounds, on -> on.leave(name, true)).thenAccept(done -> remove(null));
  }

  /** Do not attach any more. */
  void dismiss() {
    want(false);
    next = Joining.plain();
    detach(TopicSnapshot.State.CLOSED, null);
  }

  /** On this link, if it is to be attached and is not. */
  void attach(Link on) {
    boolean isDue = isWanted() && link() == null && opening == null;
    if (isDue && home.connection.link() == on) attachNow(on, next);
  }

  /** A new link would interrupt nothing. */
  boolean isIdle() {
    return opening == null && (link() == null || outbox.isIdle());
  }

  /** The list says that no message is left. Where it is attached, or just about to be, the history tells. */
  void emptied() {
    restored.thenAccept(
        done -> {
          if (link() != null || log.last() == null) return;
          log.eraseBefore(Long.MAX_VALUE);
          show();
        });
  }

  /** The link is over. */
  void lost() {
    opening = null;
    log.lose();
    if (link() != null) detach(TopicSnapshot.State.OPENING, null);
  }

  /** This session lost the topic. */
  void evicted() {
    detach(isWanted() ? TopicSnapshot.State.OPENING : TopicSnapshot.State.CLOSED, null);
    // the list tells why
    if (!home.refreshSoon() && isWanted()) remove(null);
  }

  /** The list says so. @param mode null: it is not in it */
  void listed(String mode) {
    // not even to be shown after the next start
    if (mode == null && !isWanted()) outbox.abandon(error(NOT_FOUND, "not found"));
    if (!isWanted() || link() != null || opening != null) return;
    Link on = home.connection.link();
    if (mode == null) {
      // who asked to be let in is let in again
      if (next == Joining.plain()) remove(null);
    } else if (Mode.can(mode, "R")) {
      if (on != null) attach(on);
    } else if (mode.equals("X")) refused(error(FORBIDDEN, "denied"));
    else detach(TopicSnapshot.State.WAITING, null);
  }

  private CompletableFuture<Void> attachNow(Link on, Joining how) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    opening = mine;
    openingHow = how;
    restored
        .thenCompose(done -> subscribe(on, how))
        .whenComplete(
            (done, thrown) -> {
              if (opening == mine) opening = null;
              if (thrown == null) mine.complete(null);
              else mine.completeExceptionally(Futures.errorOf(thrown));
            });
    return mine;
  }

  private CompletableFuture<Void> subscribe(Link on, Joining how) {
    // who waits for approval does so until the server says otherwise
    if (link() == null && snapshot().state() != TopicSnapshot.State.WAITING)
      update(snapshot().with(TopicSnapshot.State.OPENING, null));
    boolean needsBearer = home.user() == null && how.bearer() == null;
    CompletableFuture<Subscribed> subscribing = on.subscribe(name, needsBearer ? how.withBearer(bearer) : how);
    // everything in one go, unless something must be settled before the history is read
    CompletableFuture<Void> early = outbox.isInDoubt() || link() == on ? null : load(on);
    return subscribing
        .handle(
            (outcome, thrown) -> {
              NatterException error = thrown == null ? null : Futures.errorOf(thrown);
              if ((error == null || !error.canRetry()) && next == how) next = Joining.plain();
              // whom a link did not let in does not ask without it
              if (error != null && !error.canRetry() && how.bearer() != null) want(false);
              return error == null ? subscribed(on, outcome, early) : failed(on, error);
            })
        .thenCompose(rest -> rest);
  }

  private CompletableFuture<Void> subscribed(Link on, Subscribed outcome, CompletableFuture<Void> early) {
    if (outcome == Subscribed.WAITING) {
      detach(TopicSnapshot.State.WAITING, null);
      return DONE;
    }
    attached(on);
    outbox.flush();
    // what could not be loaded is loaded again
    return (early == null ? load(on) : early)
        .handle(
            (done, thrown) -> {
              if (link() == on) update(snapshot().with(TopicSnapshot.State.OPEN, null));
              // new in the list, accepted, or lost meanwhile
              Contact<U, G, C> listed = home.contact(name);
              if (link() != on || listed == null || !Mode.can(listed.mode(), "R")) home.refreshSoon();
              return null;
            });
  }

  private CompletableFuture<Void> failed(Link on, NatterException error) {
    if (error.canRetry()) home.platform.after(AGAIN_MS, () -> attach(on));
    else refused(error);
    return DONE;
  }

  private void refused(NatterException error) {
    outbox.refuse(error);
    if (error.code() == NOT_FOUND) remove(error);
    else detach(error.code() == FORBIDDEN ? TopicSnapshot.State.BANNED : TopicSnapshot.State.REFUSED, error);
  }

  /** Everything that is not here yet: description and members where they changed, and the messages. */
  private CompletableFuture<Void> load(Link on) {
    CompletableFuture<Void> described = DONE;
    Contact<U, G, C> listed = home.contact(name);
    Description<U, G> known = snapshot().description();
    boolean isSame = listed != null && isAsOf(listed.updated());
    boolean isDescribed = known != null && listed != null && (isSame || known.updated() == listed.updated());
    if (!isDescribed) described = on.describe(name).thenAccept(found -> update(snapshot().with(describe(found))));
    // who is there is not in the cache, and who writes may be new
    boolean isQuiet = isSame && isNewestHere() && !home.isActive(name);
    CompletableFuture<Void> counted = home.user() == null ? DONE : count(on, isQuiet);
    CompletableFuture<Void> levelled = catchUp(on);
    return CompletableFuture.allOf(described, counted)
        .thenAccept(done -> setAsOf(listed == null ? 0 : listed.updated()))
        .thenCompose(done -> levelled)
        .thenAccept(done -> keep());
  }

  /** @param isQuiet the members are the same, and nobody else is there */
  private CompletableFuture<Void> count(Link on, boolean isQuiet) {
    List<Member<U>> known = new ArrayList<>(snapshot().members());
    if (!isQuiet || known.isEmpty()) {
      return on.members(name, null).thenAccept(all -> update(snapshot().withMembers(members(all))));
    }
    if (name.startsWith("grp")) known.replaceAll(one -> one.withOnline(one.user().equals(home.user())));
    update(snapshot().withMembers(known));
    return DONE;
  }
}
