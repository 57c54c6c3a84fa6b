package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.natter.client.FakePlatform;
import org.natter.client.values.FailedRequest;
import org.natter.client.values.Futures;
import org.natter.client.values.Json;
import org.natter.client.values.NatterException;
import org.natter.client.values.Times;

/**
 * A server behind the seam, in the hands of a test: it answers as the real one does as far as the model asks, and when it is
 * told to. It offers every extension, so that the model can be tested against those that a server may lack.
 */
final class FakeServer implements Backend {
  static final String USER = "usrOj0B3-gSBSs";
  private static final long AT = Times.parse("2026-01-05T09:00:00Z");
  private static final long HOUR_MS = 3_600_000;
  private static final List<String> NEVER_STRANGE = Arrays.asList("me", "fnd");

  Set<Feature> features = EnumSet.allOf(Feature.class);
  List<StoredContact> contacts = new ArrayList<>();
  List<StoredMember> members =
      Collections.singletonList(
          new StoredMember.Builder().user(USER).updated(AT).mode("RWP").publicData(Json.parse("\"Alice\"")).build());
  /** every request, in order */
  final List<Asked> asked = new ArrayList<>();
  /** come live in the middle of the next answer from the history */
  final List<StoredMessage> during = new ArrayList<>();
  final Set<String> attached = new HashSet<>();
  /** connections are refused */
  boolean isDown;
  /** requests are swallowed */
  boolean isSilent;
  /** a publish is answered by {@link #accept} */
  boolean holdsPublishes;
  /** answers to requests instead of the usual ones: a code, or 0 for none; less than that: no answer at all */
  Function<Asked, Integer> refuse = asked -> 0;
  int connections;
  /** of a new token, ms */
  long tokenLifeMs = 24 * HOUR_MS;
  /** a login by token gives a new one, too */
  boolean isProlonging;

  private final FakePlatform platform;
  private final Map<String, List<StoredMessage>> stored = new HashMap<>();
  private final Map<String, Published> keys = new HashMap<>();
  private final Queue<Held> held = new ArrayDeque<>();
  private FakeLink link;
  /** of the token, ms since the epoch */
  private long expires = AT + 24 * HOUR_MS;

  FakeServer(FakePlatform platform) {
    this.platform = platform;
  }

  /** A request, with what a test looks at. */
  static final class Asked {
    final String word;
    final String topic;
    final String what;
    final Object detail;

    Asked(String word, String topic, String what, Object detail) {
      this.word = word;
      this.topic = topic;
      this.what = what;
      this.detail = detail;
    }

    @Override
    public String toString() {
      return Arrays.asList(word, topic, what).stream().filter(part -> part != null).collect(Collectors.joining(" "));
    }
  }

  private static final class Held {
    final CompletableFuture<Published> answer;
    final String topic;
    final String json;
    final String key;

    Held(CompletableFuture<Published> answer, String topic, String json, String key) {
      this.answer = answer;
      this.topic = topic;
      this.json = json;
      this.key = key;
    }
  }

  @Override
  public CompletableFuture<Link> open(LinkListener listener) {
    CompletableFuture<Link> opening = new CompletableFuture<>();
    platform.execute(
        () -> {
          connections++;
          attached.clear();
          held.clear();
          if (isDown) {
            opening.completeExceptionally(new NatterException(NatterException.NO_ANSWER, "down", null));
            return;
          }
          link = new FakeLink(listener);
          opening.complete(link);
        });
    return opening;
  }

  /** The network breaks. */
  void lose() {
    FakeLink lost = link;
    platform.execute(lost::lose);
  }

  /** The server has it too; nobody is told. */
  void store(String topic, StoredMessage message) {
    List<StoredMessage> all = stored.computeIfAbsent(topic, key -> new ArrayList<>());
    all.add(message);
    all.sort(Comparator.comparingLong(StoredMessage::position));
  }

  List<StoredMessage> stored(String topic) {
    return stored.getOrDefault(topic, Collections.emptyList());
  }

  /** Deleted for all; nobody is told. */
  void erase(String topic, long before) {
    stored.getOrDefault(topic, new ArrayList<>()).removeIf(message -> message.position() < before);
  }

  /** It is stored, and told to whom it concerns. */
  void live(String topic, StoredMessage message) {
    store(topic, message);
    FakeLink now = link;
    if (attached.contains(topic)) platform.execute(() -> now.listener.message(topic, message));
  }

  /** Whatever it is, it is told. */
  void tell(Consumer<LinkListener> news) {
    FakeLink now = link;
    platform.execute(() -> news.accept(now.listener));
  }

  /** Answers the publish that waits the longest, as stored at a time unless its key was stored before. */
  void accept(long at, boolean echoes, boolean isSilently) {
    Held one = held.remove();
    Published known = keys.get(one.key);
    Published place = known == null ? new Published(at, at) : known;
    StoredMessage message = new StoredMessage(at, at, USER, Json.parse(one.json));
    if (known == null) store(one.topic, message);
    keys.put(one.key, place);
    if (isSilently) return;
    one.answer.complete(place);
    if (echoes && known == null) tell(listener -> listener.message(one.topic, message));
  }

  private List<StoredMessage> select(String topic, Range range) {
    List<StoredMessage> all =
        stored(topic).stream()
            .filter(one -> range.after() == null || one.position() > range.after())
            .filter(one -> range.before() == null || one.position() < range.before())
            .collect(Collectors.toList());
    int over = Math.max(0, all.size() - range.limit());
    return range.after() == null ? all.subList(over, all.size()) : all.subList(0, all.size() - over);
  }

  /** The view of one session; its limits are those of the request. */
  private final class FakeLink implements Link {
    final LinkListener listener;
    private final FakeLink whole;
    private final long timeoutMs;
    private final Set<CompletableFuture<?>> pending = new HashSet<>();
    private boolean isOver;

    FakeLink(LinkListener listener) {
      this.listener = listener;
      whole = this;
      timeoutMs = Bounds.DEFAULT_MS;
    }

    FakeLink(FakeLink whole, long timeoutMs) {
      listener = whole.listener;
      this.whole = whole;
      this.timeoutMs = timeoutMs;
    }

    private <R> CompletableFuture<R> ask(Asked question, Supplier<R> answer) {
      return askLater(question, future -> future.complete(answer.get()));
    }

    private <R> CompletableFuture<R> askLater(Asked question, Consumer<CompletableFuture<R>> answer) {
      CompletableFuture<R> future = new CompletableFuture<>();
      whole.pending.add(future);
      FailedRequest named = new FailedRequest(question.word, question.topic);
      Runnable cancelTimer =
          platform.after(
              timeoutMs,
              () -> future.completeExceptionally(new NatterException(NatterException.NO_ANSWER, "no answer in time", named)));
      future.whenComplete(
          (value, thrown) -> {
            whole.pending.remove(future);
            cancelTimer.run();
          });
      platform.execute(() -> receive(question, future, named, answer));
      return future;
    }

    private <R> void receive(
        Asked question,
        CompletableFuture<R> future,
        FailedRequest named,
        Consumer<CompletableFuture<R>> answer) {
      if (future.isDone() || isSilent) return;
      if (whole.isOver) {
        future.completeExceptionally(new NatterException(NatterException.NO_ANSWER, "connection lost", named));
        return;
      }
      asked.add(question);
      int code = isStrange(question) ? 403 : refuse.apply(question);
      if (code < 0) return;
      if (code == 0) answer.accept(future);
      else future.completeExceptionally(new NatterException(code, "refused", named));
    }

    /** Who is not attached learns nothing but the description. */
    private boolean isStrange(Asked question) {
      boolean isOfMembers = question.word.equals("get") && !"info".equals(question.what);
      return isOfMembers && !attached.contains(question.topic) && !NEVER_STRANGE.contains(question.topic);
    }

    void lose() {
      if (isOver) return;
      end("connection lost");
      listener.closed("connection lost");
    }

    private void end(String text) {
      isOver = true;
      for (CompletableFuture<?> future : new ArrayList<>(pending)) {
        future.completeExceptionally(new NatterException(NatterException.NO_ANSWER, text, null));
      }
    }

    @Override
    public void close() {
      platform.execute(() -> whole.end("closed"));
    }

    @Override
    public String transport() {
      return "fake";
    }

    @Override
    public boolean has(Feature feature) {
      return features.contains(feature);
    }

    @Override
    public Link within(long ms) {
      return new FakeLink(whole, ms);
    }

    private <R> CompletableFuture<R> unlessLacking(Feature feature, boolean isNeeded, Supplier<CompletableFuture<R>> run) {
      if (!isNeeded || has(feature)) return run.get();
      return Futures.failed(new NatterException(501, "not here", null));
    }

    private boolean needsBearer(Changes about) {
      return about.bearer() != null;
    }

    @Override
    public CompletableFuture<String> createAccount(String name, String password, Changes about) {
      return ask(new Asked("acc", null, null, about), () -> "usrIU_LOVwRNsc");
    }

    @Override
    public CompletableFuture<Void> setPassword(String name, String password) {
      return ask(new Asked("acc", null, null, password), () -> null);
    }

    @Override
    public CompletableFuture<Login> logIn(Credentials by, String tag, String tokenLife) {
      Asked question = new Asked("login", null, by.isToken() ? "token" : "basic", tag);
      return ask(
          question,
          () -> {
            if (!by.isToken() || isProlonging) expires = platform.nowMs() + tokenLifeMs;
            return new Login(USER, "ntr_token", expires, tag);
          });
    }

    @Override
    public CompletableFuture<String> createGroup(Changes about) {
      return unlessLacking(
          Feature.BEARER,
          needsBearer(about),
          () ->
              ask(
                  new Asked("sub", "new", null, about),
                  () -> {
                    attached.add("grpnew");
                    return "grpnew";
                  }));
    }

    @Override
    public CompletableFuture<Subscribed> subscribe(String topic, Joining how) {
      return ask(
          new Asked("sub", topic, null, how),
          () -> {
            attached.add(topic);
            return Subscribed.ATTACHED;
          });
    }

    @Override
    public CompletableFuture<Void> leave(String topic, boolean forGood) {
      return ask(
          new Asked("leave", topic, null, forGood),
          () -> {
            attached.remove(topic);
            return null;
          });
    }

    @Override
    public CompletableFuture<Published> publish(String topic, String json, String key) {
      String used = has(Feature.KEY) ? key : null;
      return askLater(
          new Asked("pub", topic, null, used),
          answer -> {
            held.add(new Held(answer, topic, json, used));
            if (!holdsPublishes) accept(AT + HOUR_MS + asked.size(), true, false);
          });
    }

    @Override
    public CompletableFuture<StoredDescription> describe(String topic) {
      return ask(
          new Asked("get", topic, "info", null),
          () -> new StoredDescription.Builder().created(AT).updated(AT).access(new Access("RWP", "RWP")).build());
    }

    @Override
    public CompletableFuture<List<StoredMember>> members(String topic, String after) {
      return ask(new Asked("get", topic, "sub", after), () -> new ArrayList<>(members));
    }

    @Override
    public CompletableFuture<List<StoredContact>> contacts() {
      return ask(
          new Asked("get", "me", "sub", null),
          () -> contacts.stream().map(this::asListed).collect(Collectors.toCollection(ArrayList::new)));
    }

    /** With the last message, or without one where there is none. */
    private StoredContact asListed(StoredContact one) {
      List<StoredMessage> all = stored(one.topic());
      if (all.isEmpty()) return one;
      StoredMessage newest = all.get(all.size() - 1);
      StoredMessage last = has(Feature.INBOX) ? newest : null;
      return one.toBuilder().lastMessage(newest.at()).last(last).build();
    }

    @Override
    public CompletableFuture<Page> history(String topic, Range range) {
      return ask(
          new Asked("get", topic, "data", range),
          () -> {
            List<StoredMessage> page = select(topic, range);
            // not while the oldest one is looked for, and not for notices
            if (range.limit() > 1 && !topic.equals("me")) {
              for (StoredMessage one : new ArrayList<>(during)) {
                store(topic, one);
                listener.message(topic, one);
              }
              during.clear();
            }
            return new Page(page, page.size() >= range.limit());
          });
    }

    @Override
    public CompletableFuture<Bearer> change(String topic, Changes changes) {
      boolean isFound = changes.tags() != null;
      return unlessLacking(
          isFound ? Feature.FIND : Feature.BEARER,
          isFound || needsBearer(changes),
          () -> ask(new Asked("set", topic, "info", changes), () -> new Bearer("RWP", "secret")));
    }

    @Override
    public CompletableFuture<Void> setAccess(String topic, String user, String mode, JsonNode info) {
      return ask(new Asked("set", topic, "sub", Arrays.asList(user, mode, info)), () -> null);
    }

    @Override
    public CompletableFuture<Void> erase(String topic, Long before, boolean forAll) {
      return ask(new Asked("del", topic, "msg", Arrays.asList(before, forAll)), () -> null);
    }

    @Override
    public CompletableFuture<Void> deleteTopic(String topic) {
      return ask(new Asked("del", topic, "topic", null), () -> null);
    }

    @Override
    public CompletableFuture<List<StoredFound>> find(String query) {
      StoredFound bob =
          new StoredFound.Builder()
              .user("usrIU_LOVwRNsc")
              .publicData(Json.parse("\"Bob\""))
              .tags(Collections.singletonList("bob"))
              .build();
      return unlessLacking(
          Feature.FIND, true, () -> ask(new Asked("get", "fnd", "sub", query), () -> Collections.singletonList(bob)));
    }
  }
}
