package org.natter.client.model;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.natter.client.values.Platform;

/**
 * How a client behaves, whatever it is connected by. Read once, when a client is made.
 *
 * @param <U> the profile of a user
 * @param <G> what is public of a group
 * @param <C> what is said in a message
 */
public final class ModelOptions<U, G, C> {
  private static final long IDLE_S = 10;

  private final PayloadTypes<U, G, C> types;
  private final Platform platform;
  private Cache cache;
  private Executor callbackExecutor;
  private Executor diskExecutor;
  private String tokenLife;
  private String tag;
  private boolean attachesMe = true;
  private long timeoutMs = Bounds.DEFAULT_MS;

  /** @param platform the one that the backend uses */
  public ModelOptions(PayloadTypes<U, G, C> types, Platform platform) {
    this.types = types;
    this.platform = platform;
  }

  /** The same options for other types. */
  public <A, B, D> ModelOptions<A, B, D> types(PayloadTypes<A, B, D> value) {
    return new ModelOptions<>(value, platform)
        .cache(cache)
        .callbackExecutor(callbackExecutor)
        .diskExecutor(diskExecutor)
        .tokenLife(tokenLife)
        .tag(tag)
        .attachesMe(attachesMe)
        .timeoutMs(timeoutMs);
  }

  /** Default: in memory, so nothing outlives the process. */
  public ModelOptions<U, G, C> cache(Cache value) {
    cache = value;
    return this;
  }

  /** On which the application is called back. Default: a thread of the client's own. */
  public ModelOptions<U, G, C> callbackExecutor(Executor value) {
    callbackExecutor = value;
    return this;
  }

  /** On which the cache is read and written, one task after the other. Default: a thread of the client's own. */
  public ModelOptions<U, G, C> diskExecutor(Executor value) {
    diskExecutor = value;
    return this;
  }

  /** How long a login token lives, as {@code 24h}; at most a week. Default: what the server gives. */
  public ModelOptions<U, G, C> tokenLife(String value) {
    tokenLife = value;
    return this;
  }

  /**
   * Names this client instance to the server, 1 to 128 characters: that of a {@link Login} that the application kept, or one
   * of its own. Default: the one in the cache, or a new one at random.
   */
  public ModelOptions<U, G, C> tag(String value) {
    tag = value;
    return this;
  }

  /** Attach to {@code me} after login: be seen as online, have the list of topics. Default: true. */
  public ModelOptions<U, G, C> attachesMe(boolean value) {
    attachesMe = value;
    return this;
  }

  /** What a request may take, waiting for a connection included. Default: 30 s. */
  public ModelOptions<U, G, C> timeoutMs(long value) {
    timeoutMs = value;
    return this;
  }

  PayloadTypes<U, G, C> types() {
    return types;
  }

  Platform platform() {
    return platform;
  }

  Cache cache() {
    return cache == null ? new MemoryCache() : cache;
  }

  Executor callbackExecutor() {
    return callbackExecutor == null ? thread("natter callbacks") : callbackExecutor;
  }

  Executor diskExecutor() {
    return diskExecutor == null ? thread("natter cache") : diskExecutor;
  }

  String tokenLife() {
    return tokenLife;
  }

  /** null: it was not chosen */
  String tag() {
    return tag;
  }

  boolean attachesMe() {
    return attachesMe;
  }

  long timeoutMs() {
    return timeoutMs;
  }

  /** One thread, which keeps no program alive and ends when there is nothing to do for a while. */
  private static Executor thread(String name) {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }
}
