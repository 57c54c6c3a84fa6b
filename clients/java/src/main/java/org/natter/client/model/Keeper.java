package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.natter.client.values.Platform;

/**
 * Writes to the cache: what changes often at most twice a second, what must not be lost at once. A cache that fails (full
 * disk) costs its content and nothing else.
 */
final class Keeper {
  private static final long DELAY_MS = 500;

  private final Cache cache;
  private final Platform platform;
  /** runs one task after the other */
  private final Executor disk;
  private final Map<String, Supplier<JsonNode>> due = new LinkedHashMap<>();
  private Runnable cancel;

  Keeper(Cache cache, Platform platform, Executor disk) {
    this.cache = cache;
    this.platform = platform;
    this.disk = disk;
  }

  private interface Step<R> {
    R run() throws IOException;
  }

  /** null where nothing is kept */
  CompletableFuture<JsonNode> read(String key) {
    return onDisk(() -> cache.read(key));
  }

  /** Soon; the value is asked for then. */
  void later(String key, Supplier<JsonNode> value) {
    due.put(key, value);
    if (cancel == null) cancel = platform.after(DELAY_MS, this::flush);
  }

  CompletableFuture<Void> now(String key, JsonNode value) {
    due.put(key, () -> value);
    return flush();
  }

  /** Completes when everything up to here is written. */
  CompletableFuture<Void> flush() {
    Map<String, JsonNode> entries = new HashMap<>();
    due.forEach((key, value) -> entries.put(key, value.get()));
    drop();
    return onDisk(
        () -> {
          if (!entries.isEmpty()) cache.write(entries);
          return null;
        });
  }

  CompletableFuture<Void> clear() {
    drop();
    return onDisk(
        () -> {
          cache.clear();
          return null;
        });
  }

  private void drop() {
    if (cancel != null) cancel.run();
    cancel = null;
    due.clear();
  }

  private <R> CompletableFuture<R> onDisk(Step<R> step) {
    CompletableFuture<R> done = new CompletableFuture<>();
    disk.execute(
        () -> {
          R result = attempt(step);
          platform.execute(() -> done.complete(result));
        });
    return done;
  }

  private static <R> R attempt(Step<R> step) {
    try {
      return step.run();
    } catch (IOException | RuntimeException costsItsContent) {
      return null;
    }
  }
}
