package org.natter.client.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.natter.client.values.FailedRequest;
import org.natter.client.values.Futures;
import org.natter.client.values.NatterException;

/**
 * The whole of it for an application: who is logged in, {@code me}, and the topics. Knows no wire: a {@link Backend} is handed
 * in.
 *
 * <p>Methods may be called by any thread and return at once. Everything happens on one thread inside; listeners and futures are
 * called on the executor that the application chose, one after the other, and never on the thread inside. Futures fail with a
 * {@link NatterException}; to cancel one is to abort the request.
 *
 * @param <U> the profile of a user
 * @param <G> what is public of a group
 * @param <C> what is said in a message
 */
public class ModelClient<U, G, C> {
  private static final int CONFLICT = 409;
  private static final long GOODBYE_MS = 1000;

  private final Home<U, G, C> home;
  private final Caller caller;
  private final Me<U, G, C> me;

  /** Connects to nothing yet. */
  public ModelClient(Backend backend, ModelOptions<U, G, C> options) {
    this(new Home<>(backend, options, new Callbacks(options.callbackExecutor())));
  }

  private ModelClient(Home<U, G, C> home) {
    this(home, home.caller());
  }

  private ModelClient(Home<U, G, C> home, Caller caller) {
    this.home = home;
    this.caller = caller;
    me = new Me<>(home.me, home.types, caller);
  }

  /** The same client, whose requests fail with code 0 after so many ms, waiting for a connection included. */
  public final ModelClient<U, G, C> within(long timeoutMs) {
    return new ModelClient<>(home, caller.within(timeoutMs));
  }

  /** How it stands with the connection. */
  public final Connection connection() {
    return home.connection;
  }

  /** Profile, list of topics, notices. */
  public final Me<U, G, C> me() {
    return me;
  }

  /** The id of who is logged in, or was and will be again when the connection is back. null: nobody */
  public final String user() {
    return home.user();
  }

  /** The login as it is kept, for an application that keeps it elsewhere too. null: nobody is logged in */
  public final Login login() {
    return home.identity.login();
  }

  // ---- coming and going

  /**
   * Show what was kept, and connect; whoever was logged in is again. Completes when the cache was read, with the id of that
   * user, or with null: then the session is anonymous until {@link #logIn}.
   */
  public final CompletableFuture<String> start() {
    return caller.call(
        bounds -> {
          // it waits for the cache before it logs in
          home.connection.start();
          return home.restore().thenApply(done -> home.user());
        });
  }

  /** Stop and keep everything; completes when it is kept. {@link #start} goes on. */
  public final CompletableFuture<Void> stop() {
    return caller.call(
        bounds ->
            goodbye()
                .thenCompose(
                    done -> {
                      home.connection.stop(null);
                      return home.keeper.flush();
                    }));
  }

  /**
   * Log in, and stay so: after every loss of the connection by token, or by the password of this process. When half of the
   * life of the token is over it connects anew for the next one, as soon as nothing is under way; by token alone only where
   * the server gives one for it. Completes with the id of the user. Fails with 401: wrong name, password or token; 403:
   * disabled; 409: somebody is logged in.
   */
  public final CompletableFuture<String> logIn(Credentials by) {
    return caller.call(bounds -> logIn(by, bounds));
  }

  /** With a name and its password. */
  public final CompletableFuture<String> logIn(String name, String password) {
    return logIn(Credentials.password(name, password));
  }

  /** Forget the login and everything that was kept on this device. The token stays valid until it expires. */
  public final CompletableFuture<Void> logOut() {
    return caller.call(
        bounds -> {
          home.connection.stop(null);
          return home.forget();
        });
  }

  // ---- accounts

  /** As {@link #createAccount(String, String, About)}, with nothing about it. */
  public final CompletableFuture<String> createAccount(String name, String password) {
    return createAccount(name, password, About.nothing());
  }

  /**
   * Make an account; does not log in. Completes with its user id. Fails with 400: name or password not allowed; 409: the name
   * is taken.
   */
  public final CompletableFuture<String> createAccount(String name, String password, About<U> about) {
    return caller.call(
        () -> about.changes(home.types),
        (said, bounds) -> {
          home.connection.start();
          return home.connection.use("acc", null, bounds, link -> link.createAccount(name, password, said));
        });
  }

  /** A new password for the account of that name. Ends its other sessions and all tokens; logs in anew for a token. */
  public final CompletableFuture<Void> changePassword(String name, String password) {
    return caller.call(
        bounds ->
            home.connection
                .use("acc", null, bounds, link -> link.setPassword(name, password))
                .thenAccept(
                    done -> {
                      home.identity.use(Credentials.password(name, password));
                      home.connection.restart();
                    }));
  }

  /** Nobody can log in with a password any more; tokens are void. This session is the last: when it is lost, 401. */
  public final CompletableFuture<Void> deletePassword() {
    return caller.call(
        bounds ->
            home.connection
                .use("acc", null, bounds, link -> link.setPassword("", null))
                .thenAccept(done -> home.identity.revoke()));
  }

  // ---- topics

  /**
   * A group, a conversation by its name, or by the id of the other user. The same object each time. Sends nothing.
   *
   * @throws NatterException 401: for the id of a user while nobody is logged in; 400: for one's own, and for what is none
   */
  public final Topic<U, G, C> topic(String name) {
    return home.topic(name);
  }

  /** As {@link #createGroup(About)}, with nothing about it. */
  public final CompletableFuture<Topic<U, G, C>> createGroup() {
    return createGroup(About.nothing());
  }

  /** Make a group and open it. */
  public final CompletableFuture<Topic<U, G, C>> createGroup(About<G> about) {
    return caller.call(
        () -> about.changes(home.types),
        (said, bounds) ->
            home.connection
                .use("sub", "new", bounds, link -> link.createGroup(said))
                .thenCompose(name -> opened(name, Joining.plain(), bounds)));
  }

  /** Join a group by the token of its link. */
  public final CompletableFuture<Topic<U, G, C>> joinByLink(String name, String token) {
    return caller.call(bounds -> opened(name, Joining.plain().withBearer(token), bounds));
  }

  /** What everybody may see of a user. */
  public final CompletableFuture<Description<U, G>> describeUser(String user) {
    return caller.call(
        bounds ->
            home.connection
                .use("get", user, bounds, link -> link.describe(user))
                .thenApply(found -> Description.of(found, false, home.types)));
  }

  /** Users and groups by their tags: {@code a b} has both, {@code a,b} any, {@code ali*} begins so. Ask when typing pauses. */
  public final CompletableFuture<List<Found<U, G>>> find(String query) {
    return caller.call(
        bounds -> home.connection.use("get", "fnd", bounds, link -> link.find(query)).thenApply(this::found));
  }

  // ---- inside

  private CompletableFuture<String> logIn(Credentials by, Bounds bounds) {
    Link link = home.connection.link();
    if (home.user() != null && link != null) {
      return Futures.failed(new NatterException(CONFLICT, "already authenticated", new FailedRequest("login", null)));
    }
    home.identity.use(by);
    // a connection that comes up logs in by itself
    if (link == null) home.connection.restart();
    return home.connection
        .use("login", null, bounds, on -> link == null ? CompletableFuture.completedFuture(null) : logInOn(link, on))
        .thenApply(done -> home.user())
        .whenComplete(
            (user, thrown) -> {
              if (thrown != null && !Futures.errorOf(thrown).canRetry()) home.identity.use(null);
            });
  }

  private CompletableFuture<Void> logInOn(Link link, Link bounded) {
    return home.authenticate(bounded).thenAccept(done -> home.ready(link));
  }

  /** Over long polling nothing else tells the server. */
  private CompletableFuture<Void> goodbye() {
    Link link = home.connection.link();
    if (link == null || home.user() == null) return CompletableFuture.completedFuture(null);
    return link.within(GOODBYE_MS).leave("me", false).handle((done, thrown) -> null);
  }

  private CompletableFuture<Topic<U, G, C>> opened(String name, Joining how, Bounds bounds) {
    Topic<U, G, C> topic = home.topic(name);
    return topic.live().open(how, bounds).thenApply(done -> topic);
  }

  private List<Found<U, G>> found(List<StoredFound> all) {
    List<Found<U, G>> found = new ArrayList<>();
    for (StoredFound one : all) found.add(Found.of(one, home.types));
    return found;
  }
}
