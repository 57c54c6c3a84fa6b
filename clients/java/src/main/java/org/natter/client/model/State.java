package org.natter.client.model;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The present snapshot of something, and who is told of a new one. */
final class State<S> implements Watchable<S> {
  private final Callbacks callbacks;
  private final List<Listening> listeners = new CopyOnWriteArrayList<>();
  private volatile S snapshot;

  State(Callbacks callbacks, S snapshot) {
    this.callbacks = callbacks;
    this.snapshot = snapshot;
  }

  @Override
  public S getSnapshot() {
    return snapshot;
  }

  @Override
  public Subscription subscribe(Consumer<? super S> listener) {
    Listening listening = new Listening(listener);
    listeners.add(listening);
    return listening;
  }

  void set(S next) {
    snapshot = next;
    for (Listening listening : listeners) listening.tell();
  }

  private final class Listening implements Subscription {
    private final Consumer<? super S> listener;
    private final AtomicBoolean isDue = new AtomicBoolean();
    private volatile boolean isOver;

    Listening(Consumer<? super S> listener) {
      this.listener = listener;
    }

    void tell() {
      if (!isDue.compareAndSet(false, true)) return;
      callbacks.execute(
          () -> {
            isDue.set(false);
            if (!isOver) listener.accept(snapshot);
          });
    }

    @Override
    public void close() {
      isOver = true;
      listeners.remove(this);
    }
  }
}
