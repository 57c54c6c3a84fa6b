package org.natter.client.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.natter.client.FakePlatform;
import org.natter.client.Waiting;
import org.natter.client.values.Json;
import org.natter.client.values.NatterException;
import org.natter.client.values.Times;

/** A client before a fake server, with time in the hands of the test. Everything runs on the thread of the test. */
final class Stage {
  static final String GROUP = "grpuhB5OZqd-mMY";
  static final String OTHER = "usrIU_LOVwRNsc";
  static final String CONVERSATION = "p2pOj0B3-gSBSshT8s5XBE2xw";
  static final long LONG_AGO = Times.parse("2026-01-05T09:00:00Z");

  final FakePlatform platform;
  final FakeServer server;
  final ModelClient<String, String, Object> client;
  private int seen;

  /** Somebody else on the same server, who is not connected yet. */
  Stage(FakePlatform platform, FakeServer server, Cache cache) {
    this.platform = platform;
    this.server = server;
    ModelOptions<String, String, Object> options =
        new ModelOptions<>(PayloadTypes.of(String.class, String.class, Object.class), platform);
    // all on one thread, and each in a turn of its own
    options.cache(cache).callbackExecutor(platform).diskExecutor(platform);
    client = new ModelClient<>(server, options);
  }

  /** Logged in, with a group and a conversation in the list. */
  static Stage online() {
    return online(new MemoryCache());
  }

  static Stage online(Cache cache) {
    FakePlatform platform = new FakePlatform();
    Stage stage = new Stage(platform, new FakeServer(platform), cache);
    stage.server.contacts = new ArrayList<>(Arrays.asList(hiking().unread(3).lastMessage(LONG_AGO).build(), bob()));
    CompletableFuture<String> login = stage.client.logIn("alice", "alice123");
    platform.advance(0);
    Waiting.get(login);
    platform.advance(300);
    stage.asked();
    return stage;
  }

  static StoredContact.Builder hiking() {
    return new StoredContact.Builder().topic(GROUP).updated(LONG_AGO).mode("RWP").publicData(Json.parse("\"Hiking\""));
  }

  private static StoredContact bob() {
    StoredContact.Builder bob = new StoredContact.Builder().topic(CONVERSATION).user(OTHER).updated(LONG_AGO);
    return bob.mode("RWP").publicData(Json.parse("\"Bob\"")).build();
  }

  /** From the other user: the number, at that ms after half past nine. */
  static StoredMessage message(int number) {
    return new StoredMessage(at(number), at(number), OTHER, Json.parse(Integer.toString(number)));
  }

  static long at(int number) {
    return Times.parse("2026-01-05T09:30:00Z") + number;
  }

  Topic<String, String, Object> group() {
    return client.topic(GROUP);
  }

  Topic<String, String, Object> openGroup() {
    CompletableFuture<Void> opening = group().open();
    platform.advance(300);
    Waiting.get(opening);
    return group();
  }

  /** Lets 300 ms pass, in which it must be done. */
  <R> R run(CompletableFuture<R> future) {
    platform.advance(300);
    if (!future.isDone()) throw new AssertionError("not done");
    return Waiting.get(future);
  }

  NatterException fail(CompletableFuture<?> future) {
    platform.advance(300);
    if (!future.isDone()) throw new AssertionError("not done");
    return Waiting.failureOf(future);
  }

  /** What the server was asked since the last look, as {@code word topic what}. */
  List<String> asked() {
    List<FakeServer.Asked> all = server.asked.subList(seen, server.asked.size());
    List<String> news = all.stream().map(FakeServer.Asked::toString).collect(Collectors.toList());
    seen = server.asked.size();
    return news;
  }

  /** The last one that began so. */
  FakeServer.Asked last(String beginning) {
    return server.asked.stream()
        .filter(one -> one.toString().startsWith(beginning))
        .reduce((one, later) -> later)
        .orElseThrow(() -> new AssertionError("never asked: " + beginning));
  }

  List<Object> contents() {
    return contents(group());
  }

  static List<Object> contents(Topic<?, ?, Object> topic) {
    return topic.getSnapshot().messages().stream().map(Message::content).collect(Collectors.toList());
  }

  List<Message.State> states() {
    return group().getSnapshot().messages().stream().map(Message::state).collect(Collectors.toList());
  }

  static List<Object> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().collect(Collectors.toList());
  }
}
