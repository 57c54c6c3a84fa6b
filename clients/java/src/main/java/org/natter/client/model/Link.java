package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What the model asks of a wire: one live session in the words of the model. Another wire is another implementation of
 * {@link Backend}.
 *
 * <p>Requests take effect in the order in which they were made. Every one may fail with a {@link
 * org.natter.client.values.NatterException}, never with another exception. Methods may be called by any thread; futures
 * are completed on the thread of the {@link org.natter.client.values.Platform}. To cancel a future is to stop waiting for
 * it: what was not sent is not sent any more, what was sent may still be done.
 */
public interface Link {
  /** How it is connected: {@code websocket} or {@code longpoll}. */
  String transport();

  /** Does this server offer it? */
  boolean has(Feature feature);

  /** The same link, whose requests fail with code 0 after so many ms. By default it is 30 s. */
  Link within(long timeoutMs);

  /** @return the id of the account */
  CompletableFuture<String> createAccount(String name, String password, Changes about);

  /** Of the account that is logged in. A password of null deletes name and password. */
  CompletableFuture<Void> setPassword(String name, String password);

  /**
   * @param tag names this client; what it saw is remembered apart
   * @param tokenLife a duration such as {@code 24h}; null: what the server gives
   */
  CompletableFuture<Login> logIn(Credentials by, String tag, String tokenLife);

  /** @return its name; one is attached to it */
  CompletableFuture<String> createGroup(Changes about);

  /** Subscribes, if one is not yet, and attaches. */
  CompletableFuture<Subscribed> subscribe(String topic, Joining how);

  /** Detaches, or {@code forGood} ends the subscription. */
  CompletableFuture<Void> leave(String topic, boolean forGood);

  /**
   * @param json the content, which goes out byte for byte
   * @param key with {@link Feature#KEY} the message is stored once, however often this is called with it
   */
  CompletableFuture<Published> publish(String topic, String json, String key);

  /** What one may know of a topic, a user or with {@code me} of the own account. */
  CompletableFuture<StoredDescription> describe(String topic);

  /**
   * @param after null: all; a user id: a page of those after it, which may be an empty text for the first page
   */
  CompletableFuture<List<StoredMember>> members(String topic, String after);

  /** The own list of topics. */
  CompletableFuture<List<StoredContact>> contacts();

  /** What came live in the middle of the answer goes to {@link LinkListener#message}. */
  CompletableFuture<Page> history(String topic, Range range);

  /** @return the token, if the change was about it and this user may know it; else null */
  CompletableFuture<Bearer> change(String topic, Changes changes);

  /**
   * @param user null: what oneself wants
   * @param mode as letters; null: what the topic gives
   * @param info for whoever reads the notice; null: nothing
   */
  CompletableFuture<Void> setAccess(String topic, String user, String mode, JsonNode info);

  /**
   * Deletes messages, for oneself or for all.
   *
   * @param before a position, exclusive; null: all
   */
  CompletableFuture<Void> erase(String topic, Long before, boolean forAll);

  /** Deletes the topic for all. */
  CompletableFuture<Void> deleteTopic(String topic);

  /** Users and groups with these words. */
  CompletableFuture<List<StoredFound>> find(String query);

  /** Ends it. Requests without an answer fail with code 0; {@link LinkListener#closed} is not called. */
  void close();
}
