package org.natter.client.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.natter.client.values.FailedRequest;
import org.natter.client.values.Futures;
import org.natter.client.values.NatterException;

/** Who is logged in on this device, and how he logs in again. Belongs to the thread inside, but for the login. */
final class Identity {
  private static final int UNAUTHORIZED = 401;
  private static final String KEY = "login";

  private final Keeper keeper;
  private final String tokenLife;
  /** chosen by the application; null: by these bindings */
  private final String chosenTag;
  private final Supplier<String> newTag;
  /** null: nobody */
  private volatile Login login;
  /** names this client instance */
  private String tag;
  /** how to log in when there is no token, or none that is good any more; null: by token alone */
  private Credentials credentials;
  /** those were just given, so they come before the token */
  private boolean isNew;
  /** a password gives a new token, the old one does not */
  private boolean isPasswordFirst;
  /** the token is void */
  private boolean isRevoked;
  /** a login by token may give one that lives longer, as far as is known */
  private boolean isProlonged = true;

  /**
   * @param chosenTag null: a new one, or the one that is kept
   * @param newTag makes one
   */
  Identity(Keeper keeper, String chosenTag, Supplier<String> newTag, String tokenLife) {
    this.keeper = keeper;
    this.chosenTag = chosenTag;
    this.newTag = newTag;
    this.tokenLife = tokenLife;
    tag = chosenTag == null ? newTag.get() : chosenTag;
  }

  Login login() {
    return login;
  }

  void use(Credentials given) {
    credentials = given;
    isNew = given != null;
    isPasswordFirst = false;
  }

  /** No password is left, and no token is good any more. */
  void revoke() {
    use(null);
    isRevoked = true;
  }

  /** To log in once more may give a token that lives longer. */
  boolean canRenew() {
    return login != null && !isRevoked && (hasPassword() || isProlonged);
  }

  /** The next login is for the sake of the token. */
  void renew() {
    isPasswordFirst = hasPassword();
  }

  private boolean hasPassword() {
    return credentials != null && !credentials.isToken();
  }

  /** Completes with the one who was logged in; null: nobody */
  CompletableFuture<Login> restore() {
    return keeper
        .read(KEY)
        .thenApply(
            kept -> {
              if (kept == null || Kept.text(kept, "tag") == null || login != null) return login;
              login = Kept.login(kept, chosenTag == null ? Kept.text(kept, "tag") : chosenTag);
              tag = login.tag();
              return login;
            });
  }

  /**
   * By token where there is one; by the password of this run where the token is not good any more. Fails with 401 when
   * somebody is logged in and has no way to be so again.
   *
   * @param another runs before somebody else becomes the one who is logged in
   */
  CompletableFuture<Void> authenticate(Link link, Runnable another) {
    List<Credentials> ways = new ArrayList<>();
    if (login != null && !isNew && !isRevoked) ways.add(Credentials.token(login.token()));
    if (credentials != null) ways.add(isPasswordFirst ? 0 : ways.size(), credentials);
    if (!ways.isEmpty()) return attempt(link, ways.iterator(), another);
    if (login == null) return CompletableFuture.completedFuture(null);
    return Futures.failed(
        new NatterException(UNAUTHORIZED, "authentication required", new FailedRequest("login", null)));
  }

  /** Nobody is logged in any more. */
  void forget() {
    login = null;
    use(null);
    isRevoked = false;
    isProlonged = true;
    if (chosenTag == null) tag = newTag.get();
  }

  private CompletableFuture<Void> attempt(Link link, Iterator<Credentials> ways, Runnable another) {
    Credentials by = ways.next();
    return link.logIn(by, tag, tokenLife)
        .handle(
            (fresh, thrown) -> {
              if (thrown == null) return loggedIn(by, fresh, another);
              NatterException error = Futures.errorOf(thrown);
              if (error.code() != UNAUTHORIZED || !ways.hasNext()) return Futures.<Void>failed(error);
              return attempt(link, ways, another);
            })
        .thenCompose(rest -> rest);
  }

  private CompletableFuture<Void> loggedIn(Credentials by, Login fresh, Runnable another) {
    Credentials given = credentials;
    if (by.isToken() && login != null) isProlonged = fresh.expires() > login.expires();
    String usedTag = fresh.tag();
    if (login != null && !login.user().equals(fresh.user())) another.run();
    credentials = given;
    isNew = false;
    isPasswordFirst = false;
    isRevoked = false;
    tag = usedTag;
    login = fresh;
    keeper.now(KEY, Kept.login(fresh));
    return CompletableFuture.completedFuture(null);
  }
}
