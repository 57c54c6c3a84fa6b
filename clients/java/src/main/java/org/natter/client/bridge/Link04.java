package org.natter.client.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.natter.client.model.Bearer;
import org.natter.client.model.Changes;
import org.natter.client.model.StoredContact;
import org.natter.client.model.Credentials;
import org.natter.client.model.StoredDescription;
import org.natter.client.model.Feature;
import org.natter.client.model.StoredFound;
import org.natter.client.model.Joining;
import org.natter.client.model.Link;
import org.natter.client.model.Login;
import org.natter.client.model.StoredMember;
import org.natter.client.model.Page;
import org.natter.client.model.Published;
import org.natter.client.model.Range;
import org.natter.client.model.StoredMessage;
import org.natter.client.model.Subscribed;
import org.natter.client.values.FailedRequest;
import org.natter.client.values.Futures;
import org.natter.client.values.Ids;
import org.natter.client.values.NatterException;
import org.natter.client.values.Times;
import org.natter.client.wire.AccRequest;
import org.natter.client.wire.Answer;
import org.natter.client.wire.Browse;
import org.natter.client.wire.Credential;
import org.natter.client.wire.DelRequest;
import org.natter.client.wire.GetRequest;
import org.natter.client.wire.Init;
import org.natter.client.wire.LeaveRequest;
import org.natter.client.wire.LoginRequest;
import org.natter.client.wire.PubRequest;
import org.natter.client.wire.Request;
import org.natter.client.wire.Session;
import org.natter.client.wire.SetRequest;
import org.natter.client.wire.SubRequest;
import org.natter.client.wire.SubsPage;

/** The words of the model over a session of the 0.4 wire. */
final class Link04 implements Link {
  private static final int WAITING = 202;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int MEMBERS_OF_PAGE = 128;

  private final Session session;
  private final long timeoutMs;
  /** who is logged in; shared by all views of one session */
  private final AtomicReference<String> user;

  Link04(Session session) {
    this(session, Session.ANSWER_WITHIN_MS, new AtomicReference<>());
  }

  private Link04(Session session, long timeoutMs, AtomicReference<String> user) {
    this.session = session;
    this.timeoutMs = timeoutMs;
    this.user = user;
  }

  @Override
  public Link within(long ms) {
    return new Link04(session, ms, user);
  }

  @Override
  public String transport() {
    return session.transport().toString();
  }

  @Override
  public boolean has(Feature feature) {
    return session.has(nameOf(feature));
  }

  private static String nameOf(Feature feature) {
    return feature.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    session.close();
  }

  // ---- accounts

  @Override
  public CompletableFuture<String> createAccount(String name, String password, Changes about) {
    AccRequest request = new AccRequest().user("new").auth(basic(name + ":" + password)).init(initOf(about));
    return ask(request, about, answer -> answer.ctrl().params().path("uid").asText());
  }

  @Override
  public CompletableFuture<Void> setPassword(String name, String password) {
    String secret = password == null ? Request.CLEAR : name + ":" + password;
    return send(new AccRequest().auth(basic(secret)));
  }

  private static Credential basic(String secret) {
    return new Credential().scheme("basic").secret(secret);
  }

  @Override
  public CompletableFuture<Login> logIn(Credentials by, String tag, String tokenLife) {
    LoginRequest request = new LoginRequest().tag(tag).expireIn(tokenLife);
    if (by.isToken()) request.scheme("token").secret(by.secret());
    else request.scheme("basic").secret(by.name() + ":" + by.secret());
    return ask(
        request,
        answer -> {
          JsonNode params = answer.ctrl().params();
          user.set(params.path("uid").asText());
          long expires = Rows.timeOf(params.path("expires").textValue());
          return new Login(user.get(), params.path("token").asText(), expires, tag);
        });
  }

  // ---- topics

  @Override
  public CompletableFuture<String> createGroup(Changes about) {
    return ask(new SubRequest("new").init(initOf(about)), about, answer -> answer.ctrl().topic());
  }

  @Override
  public CompletableFuture<Subscribed> subscribe(String topic, Joining how) {
    if (how.bearer() != null && !has(Feature.BEARER)) return missing(Feature.BEARER, "sub", topic);
    // the name of a conversation exists when it was made; the other user is there from the beginning
    String peer = Ids.peerOf(topic, user.get());
    SubRequest request = new SubRequest(peer == null ? topic : peer).bearer(how.bearer());
    if (how.mode() != null) request.mode(how.mode());
    if (how.info() != null) request.info(how.info());
    if (how.privateData() != null) request.init(new Init().privateData(how.privateData()));
    return ask(request, answer -> answer.ctrl().code() == WAITING ? Subscribed.WAITING : Subscribed.ATTACHED);
  }

  @Override
  public CompletableFuture<Void> leave(String topic, boolean forGood) {
    return send(new LeaveRequest(topic).unsub(forGood));
  }

  @Override
  public CompletableFuture<Published> publish(String topic, String json, String key) {
    PubRequest request = new PubRequest(topic, json).key(has(Feature.KEY) ? key : null);
    return ask(
        request,
        answer -> {
          long at = Rows.timeOf(answer.ctrl().ts());
          return new Published(at, at);
        });
  }

  @Override
  public CompletableFuture<StoredDescription> describe(String topic) {
    return ask(new GetRequest(topic).what("info"), answer -> Rows.descriptionOf(answer.info()));
  }

  @Override
  public CompletableFuture<List<StoredMember>> members(String topic, String after) {
    GetRequest request = new GetRequest(topic).what("sub");
    if (after != null) {
      if (!has(Feature.BEARER)) return missing(Feature.BEARER, "get", topic);
      request.subs(new SubsPage().after(after).limit(MEMBERS_OF_PAGE));
    }
    return ask(request, answer -> listOf(answer.subs(), Rows::memberOf));
  }

  @Override
  public CompletableFuture<List<StoredContact>> contacts() {
    GetRequest request = new GetRequest("me").what("sub");
    if (has(Feature.INBOX)) request.subs(new SubsPage().inbox(true));
    return ask(request, answer -> listOf(answer.subs(), Rows::contactOf));
  }

  @Override
  public CompletableFuture<Page> history(String topic, Range range) {
    Browse browse = new Browse().limit(range.limit());
    if (range.after() != null) browse.ascnd(true).since(Times.format(range.after() + 1));
    if (range.before() != null) browse.before(Times.format(range.before()));
    return ask(
        new GetRequest(topic).what("data").browse(browse),
        answer -> new Page(listOf(answer.data(), Rows::messageOf), answer.data().size() >= range.limit()));
  }

  @Override
  public CompletableFuture<Bearer> change(String topic, Changes changes) {
    SetRequest request = new SetRequest(topic).what("info").info(initOf(changes));
    return ask(request, changes, answer -> Rows.bearerOf(answer.ctrl().params().path("info").get("bearer")));
  }

  @Override
  public CompletableFuture<Void> setAccess(String topic, String of, String mode, JsonNode info) {
    return send(new SetRequest(topic).what("sub").user(of).mode(mode).subInfo(info));
  }

  @Override
  public CompletableFuture<Void> erase(String topic, Long before, boolean forAll) {
    DelRequest request = new DelRequest(topic).what("msg").hard(forAll);
    return send(before == null ? request : request.before(Times.format(before)));
  }

  @Override
  public CompletableFuture<Void> deleteTopic(String topic) {
    return send(new DelRequest(topic).what("topic"));
  }

  @Override
  public CompletableFuture<List<StoredFound>> find(String query) {
    if (!has(Feature.FIND)) return missing(Feature.FIND, "get", "fnd");
    return ask(new GetRequest("fnd").what("sub").find(query), answer -> listOf(answer.subs(), Rows::foundOf));
  }

  // ---- asking

  private <R> CompletableFuture<R> ask(Request request, Function<Answer, R> read) {
    return Futures.map(session.request(request, timeoutMs), read);
  }

  private <R> CompletableFuture<R> ask(Request request, Changes about, Function<Answer, R> read) {
    if (about.bearer() != null && !has(Feature.BEARER)) {
      return missing(Feature.BEARER, request.word(), request.topic());
    }
    if (about.tags() != null && !has(Feature.FIND)) {
      return missing(Feature.FIND, request.word(), request.topic());
    }
    return ask(request, read);
  }

  private CompletableFuture<Void> send(Request request) {
    return ask(request, answer -> null);
  }

  /** An older server would ignore it and do something else. */
  private static <R> CompletableFuture<R> missing(Feature feature, String word, String topic) {
    String text = "no \"" + nameOf(feature) + "\" here";
    return Futures.failed(new NatterException(NOT_IMPLEMENTED, text, new FailedRequest(word, topic)));
  }

  /** @param all null: nobody */
  private static <F, T> List<T> listOf(List<F> all, Function<F, T> read) {
    if (all == null) return Collections.emptyList();
    List<T> list = new ArrayList<>(all.size());
    for (F one : all) list.add(read.apply(one));
    return Collections.unmodifiableList(list);
  }

  private static Init initOf(Changes changes) {
    Init init = new Init();
    init.publicData(orClear(changes.publicData())).privateData(orClear(changes.privateData()));
    if (changes.defaultAccess() != null) {
      init.defacs(changes.defaultAccess().auth(), changes.defaultAccess().anon());
    }
    if (changes.tags() != null) init.tags(changes.tags());
    if (changes.bearer() == null) return init;
    switch (changes.bearer()) {
      case OPEN:
        return init.bearerMode(changes.bearerMode());
      case RENEW:
        return init.renewBearer();
      default:
        return init.closeBearer();
    }
  }

  private static JsonNode orClear(JsonNode value) {
    return value != null && value.isNull() ? TextNode.valueOf(Request.CLEAR) : value;
  }
}
