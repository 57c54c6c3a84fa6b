package org.natter.client.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.natter.client.values.Futures;
import org.natter.client.values.NatterException;

/** Who is logged in on this device, and how he logs in again. Belongs to the thread inside, but for the login. */
final class Identity {
  private static final int UNAUTHORIZED = 401;
  private static final String KEY = "login";

  private final Keeper keeper;
  private final String tokenLife;
  /** null: nobody */
  private volatile Login login;
  /** names this client instance */
  private String tag;
  /** how to log in when there is no token, or none that is good any more; null: by token alone */
  private Credentials credentials;
  /** those were just given, so they come before the token */
  private boolean isNew;

  Identity(Keeper keeper, String tag, String tokenLife) {
    this.keeper = keeper;
    this.tag = tag;
    this.tokenLife = tokenLife;
  }

  Login login() {
    return login;
  }

  void use(Credentials given) {
    credentials = given;
    isNew = given != null;
  }

  /** Completes with the one who was logged in; null: nobody */
  CompletableFuture<Login> restore() {
    return keeper
        .read(KEY)
        .thenApply(
            kept -> {
              if (kept == null || Kept.text(kept, "tag") == null || login != null) return login;
              tag = Kept.text(kept, "tag");
              login = Kept.login(kept);
              return login;
            });
  }

  /**
   * By token where there is one; by the password of this run where the token is not good any more.
   *
   * @param another runs before somebody else becomes the one who is logged in
   */
  CompletableFuture<Void> authenticate(Link link, Runnable another) {
    List<Credentials> ways = new ArrayList<>();
    if (login != null && !(isNew && credentials != null)) ways.add(Credentials.token(login.token()));
    if (credentials != null) ways.add(credentials);
    return ways.isEmpty() ? CompletableFuture.completedFuture(null) : attempt(link, ways.iterator(), another);
  }

  /** Nobody is logged in any more. */
  void forget(String newTag) {
    login = null;
    credentials = null;
    isNew = false;
    tag = newTag;
  }

  private CompletableFuture<Void> attempt(Link link, Iterator<Credentials> ways, Runnable another) {
    return link.logIn(ways.next(), tag, tokenLife)
        .handle(
            (fresh, thrown) -> {
              if (thrown == null) return loggedIn(fresh, another);
              NatterException error = Futures.errorOf(thrown);
              if (error.code() != UNAUTHORIZED || !ways.hasNext()) return Futures.<Void>failed(error);
              return attempt(link, ways, another);
            })
        .thenCompose(rest -> rest);
  }

  private CompletableFuture<Void> loggedIn(Login fresh, Runnable another) {
    Credentials by = credentials;
    if (login != null && !login.user().equals(fresh.user())) another.run();
    credentials = by;
    isNew = false;
    login = fresh;
    keeper.now(KEY, Kept.login(fresh, tag));
    return CompletableFuture.completedFuture(null);
  }
}
