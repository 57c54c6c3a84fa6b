package org.natter.client.model;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.natter.client.values.NatterException;

/**
 * A conversation or a group. Kept attached once it was opened, with its messages level, over every loss of the connection.
 *
 * <p>Methods may be called by any thread. Their futures complete on the executor of the callbacks; they fail with a {@link
 * NatterException}: a refusal of the server with its code, or code 0 without an answer. To cancel a future is to abort the
 * request. Modes are letters, as {@code RWP}.
 *
 * @param <U> the profile of a user
 * @param <G> what is public of a group
 * @param <C> what is said in a message
 */
public final class Topic<U, G, C> implements Watchable<TopicSnapshot<U, G, C>> {
  /** What a member may do unless it is said otherwise: read, write, see who is there. */
  private static final String USUAL = "RWP";

  private static final String OWNER = "RWPSDO";
  private static final int BAD_REQUEST = 400;

  private final LiveTopic<U, G, C> live;
  private final Caller caller;

  Topic(LiveTopic<U, G, C> live, Caller caller) {
    this.live = live;
    this.caller = caller;
  }

  LiveTopic<U, G, C> live() {
    return live;
  }

  /**
   * The same topic, whose requests fail with code 0 after so many ms, however many steps they have, waiting for a connection
   * included.
   */
  public Topic<U, G, C> within(long timeoutMs) {
    return new Topic<>(live, caller.within(timeoutMs));
  }

  /** Its name: {@code grp…} or {@code p2p…}. */
  public String name() {
    return live.name;
  }

  @Override
  public TopicSnapshot<U, G, C> getSnapshot() {
    return live.state.getSnapshot();
  }

  @Override
  public Subscription subscribe(Consumer<? super TopicSnapshot<U, G, C>> listener) {
    return live.state.subscribe(listener);
  }

  // ---- attaching

  /** As {@link #open(Joining)}, with what the topic gives. */
  public CompletableFuture<Void> open() {
    return open(Joining.plain());
  }

  /**
   * Attach, and stay attached until {@link #close}; subscribes who is no subscriber yet, and accepts an invitation. Completes
   * when the messages are level; as well when approval is needed (state {@code WAITING}). Fails when it is refused.
   */
  public CompletableFuture<Void> open(Joining how) {
    return caller.call(bounds -> live.open(how, bounds));
  }

  /** Accept an invitation to it. */
  public CompletableFuture<Void> accept() {
    return open();
  }

  /** Detach this session; the subscription stays. Where the answer is late, it is done all the same. */
  public CompletableFuture<Void> close() {
    return caller.call(live::close);
  }

  /** End the subscription: leave a group, decline an invitation. */
  public CompletableFuture<Void> leave() {
    return caller.call(live::leave);
  }

  // ---- messages

  /**
   * Write a message. It shows as {@code QUEUED} as soon as the thread inside comes to it, and goes out when the topic is
   * attached, however often the connection breaks, once. Completes when it is stored; fails when it is refused (then it shows
   * as {@code FAILED}) or discarded. Nobody has to listen. To cancel the future is to discard the message. Has no timeout.
   * Fails with 400 for content that Jackson cannot write, and for none.
   */
  public CompletableFuture<Message<C>> publish(C content) {
    return caller.call(() -> textOf(content), live::publish);
  }

  private String textOf(C content) {
    String json = live.home.types.jsonOfContent(content);
    if (json.equals("null")) throw live.error(BAD_REQUEST, "no content");
    return json;
  }

  /** As {@link #loadEarlier(int)}, with 32. */
  public CompletableFuture<Void> loadEarlier() {
    return loadEarlier(TopicHistory.FIRST_PAGE);
  }

  /** At most so many messages before those that are here, into the snapshot. */
  public CompletableFuture<Void> loadEarlier(int limit) {
    return caller.call(bounds -> live.loadEarlier(limit, bounds));
  }

  /** A page of the history as it is stored now, apart from the snapshot. */
  public CompletableFuture<List<Message<C>>> history(Range range) {
    return caller.call(bounds -> live.history(range, bounds));
  }

  /**
   * Every message from now on, each once and in order, over every loss of the connection, on the executor of the callbacks.
   * Ends when it is closed or the topic is lost; as {@link MessageStream#done} says, also when the connection is stopped.
   */
  public MessageStream stream(Consumer<? super Message<C>> listener) {
    return StreamReader.read(live, null, listener);
  }

  /** As {@link #stream(Consumer)}, beginning with those after a position; 0: with the first one that is stored. */
  public MessageStream stream(long after, Consumer<? super Message<C>> listener) {
    return StreamReader.read(live, after, listener);
  }

  /** Hide all messages for this user. */
  public CompletableFuture<Void> deleteForMe() {
    return caller.call(bounds -> live.erase(null, false, bounds));
  }

  /** Hide for this user the messages before a position. */
  public CompletableFuture<Void> deleteForMe(long before) {
    return caller.call(bounds -> live.erase(before, false, bounds));
  }

  /** Delete all messages for everybody. Needs D. */
  public CompletableFuture<Void> deleteForAll() {
    return caller.call(bounds -> live.erase(null, true, bounds));
  }

  /** Delete for everybody the messages before a position. Needs D. */
  public CompletableFuture<Void> deleteForAll(long before) {
    return caller.call(bounds -> live.erase(before, true, bounds));
  }

  /** Delete the group with all its messages. Its owner may. */
  public CompletableFuture<Void> deleteTopic() {
    return caller.call(live::deleteTopic);
  }

  // ---- what it is

  /** Ask for the description anew; of a topic that is not subscribed, what strangers see. */
  public CompletableFuture<Description<U, G>> describe() {
    return caller.call(live::describe);
  }

  /** Of a group, by its owner; and the own note. */
  public CompletableFuture<Void> change(About<G> changes) {
    return caller.call(
        () -> changes.changes(live.home.types),
        (said, bounds) -> live.change(said, bounds).thenCompose(done -> live.describe(bounds)).thenAccept(done -> {}));
  }

  /** Ask for the members anew. */
  public CompletableFuture<List<Member<U>>> loadMembers() {
    return caller.call(live::loadMembers);
  }

  /**
   * A page of the members of a large group, which is not kept. Needs the extension {@code bearer}.
   *
   * @param after the id of the last one of the page before
   */
  public CompletableFuture<List<Member<U>>> loadMembers(String after) {
    return caller.call(bounds -> live.membersAfter(after, bounds));
  }

  // ---- access

  /** As {@link #requestAccess(String, Object)}, without words. */
  public CompletableFuture<Void> requestAccess(String mode) {
    return requestAccess(mode, null);
  }

  /**
   * Ask for rights; managers decide on what is not granted already.
   *
   * @param info for them: anything that Jackson writes; null: nothing
   */
  public CompletableFuture<Void> requestAccess(String mode, Object info) {
    return access(null, mode, info);
  }

  /** Invite a user, with what everybody gets. */
  public CompletableFuture<Void> invite(String user) {
    return invite(user, null, null);
  }

  /**
   * Invite a user.
   *
   * @param mode null: what everybody gets
   * @param info for him: anything that Jackson writes; null: nothing
   */
  public CompletableFuture<Void> invite(String user, String mode, Object info) {
    return access(user, mode, info);
  }

  /** Give a user these rights: approve a request, promote, narrow. */
  public CompletableFuture<Void> approve(String user, String mode) {
    return access(user, mode, null);
  }

  /** Decline a request. The other hears nothing. */
  public CompletableFuture<Void> decline(String user) {
    return access(user, "N", null);
  }

  /** Ban from a group; in a conversation block the other. */
  public CompletableFuture<Void> ban(String user) {
    return access(user, "X", null);
  }

  /** As {@link #unban(String, String)}, with {@code RWP}. */
  public CompletableFuture<Void> unban(String user) {
    return unban(user, USUAL);
  }

  /** End a ban, with these rights. */
  public CompletableFuture<Void> unban(String user, String mode) {
    return access(user, mode, null);
  }

  /** Do not disturb: no messages, no invitations from here. {@link #requestAccess} with another mode ends it. */
  public CompletableFuture<Void> mute() {
    return caller.call(live::mute);
  }

  /** Offer the group to another; he becomes owner by {@link #acceptOwnership()}. */
  public CompletableFuture<Void> offerOwnership(String user) {
    return offerOwnership(user, OWNER);
  }

  /** As {@link #offerOwnership(String)}. A mode without O withdraws the offer. */
  public CompletableFuture<Void> offerOwnership(String user, String mode) {
    return access(user, mode, null);
  }

  /** Become the owner of a group that was offered. */
  public CompletableFuture<Void> acceptOwnership() {
    return acceptOwnership(OWNER);
  }

  /** Become the owner, wanting these rights. */
  public CompletableFuture<Void> acceptOwnership(String mode) {
    return access(null, mode, null);
  }

  /** As {@link #openByLink(String)}, with {@code RWP}. */
  public CompletableFuture<Bearer> openByLink() {
    return openByLink(USUAL);
  }

  /** Make it a bearer group, or change the mode of its token. Completes with the token. */
  public CompletableFuture<Bearer> openByLink(String mode) {
    return caller.call(bounds -> live.change(Changes.none().openToBearers(mode), bounds));
  }

  /** A new token, with which it completes; the old one is dead. */
  public CompletableFuture<Bearer> renewLink() {
    return caller.call(bounds -> live.change(Changes.none().renewBearer(), bounds));
  }

  /** No token is valid until {@link #renewLink}. */
  public CompletableFuture<Void> closeLink() {
    return caller.call(bounds -> live.change(Changes.none().closeToBearers(), bounds).thenAccept(done -> {}));
  }

  private CompletableFuture<Void> access(String user, String mode, Object info) {
    return caller.call(
        () -> live.home.types.tree(info), (said, bounds) -> live.setAccess(user, mode, said, bounds));
  }
}
