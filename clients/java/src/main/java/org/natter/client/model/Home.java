package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.natter.client.values.FailedRequest;
import org.natter.client.values.Futures;
import org.natter.client.values.Ids;
import org.natter.client.values.Mode;
import org.natter.client.values.NatterException;
import org.natter.client.values.Platform;

/**
 * Everything of a client that lives on the thread inside: the connection, the cache, who is logged in, {@code me} and the
 * topics, and who of them is to hear of what the others learn.
 */
final class Home<U, G, C> implements Connection.Owner {
  private static final String ME = "me";
  private static final String UNSENT = "unsent";
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;

  final Platform platform;
  final Callbacks callbacks;
  final PayloadTypes<U, G, C> types;
  final Keeper keeper;
  final Connection connection;
  final Identity identity;
  final LiveMe<U, G, C> me;
  private final Renewal renewal;
  private final boolean attachesMe;
  /** what the application calls; each stands before one that lives here */
  private final Map<String, Topic<U, G, C>> topics = new ConcurrentHashMap<>();
  private final Caller caller;
  private CompletableFuture<Void> restoring;
  private boolean isRestored;

  Home(Backend backend, ModelOptions<U, G, C> options, Callbacks callbacks) {
    platform = options.platform();
    this.callbacks = callbacks;
    types = options.types();
    attachesMe = options.attachesMe();
    keeper = new Keeper(options.cache(), platform, options.diskExecutor());
    identity = new Identity(keeper, options.tag(), platform::newKey, options.tokenLife());
    renewal = new Renewal(platform, this::isIdle, this::renew);
    connection = new Connection(backend, platform, callbacks, this);
    me = new LiveMe<>(this);
    caller = new Caller(platform, callbacks, options.timeoutMs());
  }

  Caller caller() {
    return caller;
  }

  /** The id of who is logged in, or was and will be again; null: nobody. Any thread. */
  String user() {
    Login login = identity.login();
    return login == null ? null : login.user();
  }

  /**
   * The same object each time. Any thread.
   *
   * @throws NatterException 401: for the id of a user while nobody is logged in; 400: for one's own, or none
   */
  Topic<U, G, C> topic(String name) {
    String real = name.startsWith("usr") ? conversation(name) : name;
    return topics.computeIfAbsent(
        real,
        key -> {
          LiveTopic<U, G, C> live = new LiveTopic<>(key, this);
          platform.execute(live::restore);
          return new Topic<>(live, caller);
        });
  }

  private String conversation(String other) {
    FailedRequest request = new FailedRequest("sub", other);
    String user = user();
    if (user == null) throw new NatterException(UNAUTHORIZED, "authentication required", request);
    try {
      return Ids.p2pName(user, other);
    } catch (IllegalArgumentException isNone) {
      throw new NatterException(BAD_REQUEST, isNone.getMessage(), request, false, null, isNone);
    }
  }

  // ---- what the parts ask of each other

  Contact<U, G, C> contact(String topic) {
    return me.contact(topic);
  }

  /** The list is here, or none will come. */
  boolean isListed() {
    return !hasList() || me.isFresh();
  }

  private boolean hasList() {
    return user() != null && attachesMe;
  }

  boolean isActive(String topic) {
    return me.isActive(topic);
  }

  boolean isOpen(String topic) {
    return topics.containsKey(topic) && topics.get(topic).live().link() != null;
  }

  boolean refreshSoon() {
    return me.refreshSoon();
  }

  /** @param message null: nothing */
  void said(String topic, Message<C> message) {
    me.said(topic, message);
  }

  /** An outbox changed: it has to outlive this process. */
  void keepUnsent() {
    // what an earlier run left must not be lost before it was read
    if (!isRestored) return;
    ObjectNode kept = Kept.object();
    topics.forEach(
        (name, topic) -> {
          List<Unsent> unsent = topic.live().outbox.unsent();
          if (!unsent.isEmpty()) kept.set(name, Kept.list(unsent, Kept::unsent));
        });
    keeper.now(UNSENT, kept);
  }

  /**
   * The list of the server: what is not in it any more is not kept.
   *
   * @param saysLast it has the last message of each topic where one may read and where there is one
   */
  void listed(List<Contact<U, G, C>> contacts, List<Contact<U, G, C>> former, boolean saysLast) {
    Map<String, String> modes = new HashMap<>();
    for (Contact<U, G, C> one : contacts) modes.put(one.topic(), one.mode());
    for (Contact<U, G, C> one : former) {
      if (modes.containsKey(one.topic())) continue;
      keeper.later("topic/" + one.topic(), () -> null);
      LiveTopic<U, G, C> live = live(one.topic());
      if (live != null) live.listed(null);
    }
    for (Contact<U, G, C> one : contacts) {
      if (saysLast && one.last() == null && Mode.can(one.mode(), "R")) emptied(one.topic());
    }
    modes.forEach(
        (name, mode) -> {
          LiveTopic<U, G, C> live = live(name);
          if (live == null) return;
          live.listed(mode);
          live.lookAgain();
        });
    connection.lookAgain();
  }

  /** All messages were deleted, so none is kept. */
  private void emptied(String topic) {
    LiveTopic<U, G, C> shown = live(topic);
    if (shown != null) {
      shown.emptied();
      return;
    }
    keeper
        .read("topic/" + topic)
        .thenAccept(
            kept -> {
              LiveTopic<U, G, C> live = live(topic);
              if (live != null) live.emptied();
              else if (kept != null && !kept.path("messages").isEmpty()) keeper.later("topic/" + topic, () -> null);
            });
  }

  // ---- what is kept

  /** Reads what an earlier run kept; once. */
  CompletableFuture<Void> restore() {
    if (restoring == null) restoring = readAll();
    return restoring;
  }

  private CompletableFuture<Void> readAll() {
    return identity
        .restore()
        .thenCompose(
            login -> {
              if (login == null) return CompletableFuture.<Void>completedFuture(null);
              return me.restore(login.user()).thenCompose(done -> readUnsent());
            })
        .thenAccept(
            done -> {
              isRestored = true;
              keepUnsent();
            });
  }

  private CompletableFuture<Void> readUnsent() {
    return keeper
        .read(UNSENT)
        .thenAccept(
            kept -> {
              if (kept == null) return;
              kept.fields()
                  .forEachRemaining(
                      one -> topic(one.getKey()).live().restoreUnsent(Kept.list(one.getValue(), Kept::unsent)));
            });
  }

  /** Whoever was logged in is not any more; nothing is kept. */
  CompletableFuture<Void> forget() {
    identity.forget();
    renewal.cancel();
    for (Topic<U, G, C> topic : topics.values()) topic.live().dismiss();
    topics.clear();
    me.reset();
    return keeper.clear();
  }

  // ---- the life of a link

  @Override
  public CompletableFuture<Void> established(Link link) {
    return restore().thenCompose(done -> authenticate(link));
  }

  CompletableFuture<Void> authenticate(Link link) {
    return identity
        .authenticate(link, this::forget)
        .thenAccept(
            done -> {
              if (identity.canRenew()) renewal.begin(identity.login());
            });
  }

  private boolean isIdle() {
    return connection.isIdle() && topics.values().stream().allMatch(topic -> topic.live().isIdle());
  }

  private void renew() {
    if (connection.link() == null || !identity.canRenew()) return;
    identity.renew();
    connection.restart();
  }

  /** Topics after the list: one that was left elsewhere must not be joined again. */
  @Override
  public void ready(Link link) {
    if (connection.link() != link) return;
    CompletableFuture<Void> listed = hasList() ? me.attach(link) : CompletableFuture.completedFuture(null);
    listed.whenComplete(
        (done, thrown) -> {
          if (thrown != null) notReady(link, Futures.errorOf(thrown));
          else for (Topic<U, G, C> topic : topics.values()) topic.live().attach(link);
        });
  }

  private void notReady(Link link, NatterException error) {
    if (error.canRetry()) platform.after(TopicCore.AGAIN_MS, () -> ready(link));
    else if (connection.link() == link) connection.stop(error);
  }

  @Override
  public void lost() {
    renewal.cancel();
    me.lost();
    for (Topic<U, G, C> topic : topics.values()) topic.live().lost();
  }

  @Override
  public void message(String topic, StoredMessage message) {
    LiveTopic<U, G, C> live = live(topic);
    if (topic.equals(ME)) me.message(message);
    else if (live != null) live.message(Message.sent(message, types));
  }

  @Override
  public void presence(String topic, String about, String what) {
    LiveTopic<U, G, C> live = live(topic);
    boolean isMember = !topic.equals(ME) && about != null;
    if (live != null && (isMember || what.equals("upd"))) live.presence(about, what);
    if (!isMember) me.presence(topic, about, what);
  }

  @Override
  public void evicted(String topic) {
    LiveTopic<U, G, C> live = live(topic);
    if (live != null) live.evicted();
  }

  /** null: the application did not ask for it */
  private LiveTopic<U, G, C> live(String topic) {
    Topic<U, G, C> known = topics.get(topic);
    return known == null ? null : known.live();
  }
}
