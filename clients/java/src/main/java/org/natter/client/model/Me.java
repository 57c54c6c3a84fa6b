package org.natter.client.model;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The user's own topic: profile, list of topics with who is there and what is unread, invitations and requests. Threads,
 * futures and errors are as with {@link Topic}.
 *
 * @param <U> the profile of a user
 * @param <G> what is public of a group
 * @param <C> what is said in a message
 */
public final class Me<U, G, C> implements Watchable<MeSnapshot<U, G, C>> {
  private final LiveMe<U, G, C> live;
  private final PayloadTypes<U, G, C> types;
  private final Caller caller;

  Me(LiveMe<U, G, C> live, PayloadTypes<U, G, C> types, Caller caller) {
    this.live = live;
    this.types = types;
    this.caller = caller;
  }

  /** The same, whose requests fail with code 0 after so many ms, waiting for a connection included. */
  public Me<U, G, C> within(long timeoutMs) {
    return new Me<>(live, types, caller.within(timeoutMs));
  }

  @Override
  public MeSnapshot<U, G, C> getSnapshot() {
    return live.state.getSnapshot();
  }

  @Override
  public Subscription subscribe(Consumer<? super MeSnapshot<U, G, C>> listener) {
    return live.state.subscribe(listener);
  }

  /** Change the profile, the own note, what others get who start a conversation, the words by which one is found. */
  public CompletableFuture<Void> change(About<U> changes) {
    return caller.call(() -> changes.changes(types), live::change);
  }

  /** Ask for the list anew. */
  public CompletableFuture<Void> refresh() {
    return caller.call(live::refresh);
  }

  /** Delete all notices. */
  public CompletableFuture<Void> deleteNotices() {
    return caller.call(bounds -> live.deleteNotices(null, bounds));
  }

  /** Delete the notices before a position. */
  public CompletableFuture<Void> deleteNotices(long before) {
    return caller.call(bounds -> live.deleteNotices(before, bounds));
  }
}
