package org.natter.client.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.ListIterator;
import java.util.function.Consumer;
import org.natter.client.values.Futures;
import org.natter.client.values.NatterException;

/** Reads a topic for a {@link MessageStream}: pages from where it begins, then along with the log. On the thread inside. */
final class StreamReader<C> {
  private final LiveTopic<?, ?, C> topic;
  private final Consumer<? super Message<C>> listener;
  private final MessageStream stream;
  /** of the request that is under way */
  private Bounds bounds;
  /** that of the last one that was handed over; null: from now on */
  private Long position;
  private boolean isBusy;
  private boolean isOver;
  private Runnable stopReading = () -> {};

  private StreamReader(LiveTopic<?, ?, C> topic, Long after, Consumer<? super Message<C>> listener) {
    this.topic = topic;
    this.listener = listener;
    position = after;
    bounds = Bounds.usual(topic.home.platform);
    stream = new MessageStream(() -> topic.home.platform.execute(this::closed));
  }

  /** Any thread. @param after null: from now on */
  static <C> MessageStream read(LiveTopic<?, ?, C> topic, Long after, Consumer<? super Message<C>> listener) {
    StreamReader<C> reader = new StreamReader<>(topic, after, listener);
    topic.home.platform.execute(reader::open);
    return reader.stream;
  }

  private void open() {
    bounds = Bounds.usual(topic.home.platform);
    topic
        .open(Joining.plain(), bounds)
        .whenComplete(
            (opened, thrown) -> {
              if (thrown == null) begin();
              else failed(Futures.errorOf(thrown), this::open);
            });
  }

  private void begin() {
    if (position == null) position = topic.log.last() == null ? 0 : topic.log.last();
    stopReading = topic.readAlong(this::next);
    next();
  }

  /** Something changed: go on, if there is something to go on with. */
  private void next() {
    if (isBusy || isOver) return;
    if (!topic.isWanted()) end(null);
    else if (isBehind()) nextPage();
    else handOver(newer(topic.log.messages()));
  }

  /** What comes next is not here, as far as is known. */
  private boolean isBehind() {
    Long first = topic.log.first();
    return first != null && position < first && topic.log.hasEarlier();
  }

  private void nextPage() {
    isBusy = true;
    bounds = Bounds.usual(topic.home.platform);
    topic
        .page(Range.after(position, TopicHistory.GAP_PAGE), bounds)
        .whenComplete(
            (page, thrown) -> {
              isBusy = false;
              // where nothing is left, the next change says so
              if (thrown == null) handOver(newer(topic.messages(page.messages())));
              else failed(Futures.errorOf(thrown), this::next);
            });
  }

  private List<Message<C>> newer(List<Message<C>> messages) {
    Deque<Message<C>> newer = new ArrayDeque<>();
    ListIterator<Message<C>> at = messages.listIterator(messages.size());
    while (at.hasPrevious()) {
      Message<C> message = at.previous();
      if (message.position() <= position) break;
      newer.addFirst(message);
    }
    return new ArrayList<>(newer);
  }

  private void handOver(List<Message<C>> messages) {
    if (messages.isEmpty()) return;
    isBusy = true;
    position = messages.get(messages.size() - 1).position();
    for (Message<C> message : messages) {
      topic.home.callbacks.execute(
          () -> {
            if (!stream.isClosed()) listener.accept(message);
          });
    }
    topic.home.callbacks.execute(() -> topic.home.platform.execute(this::handedOver));
  }

  private void handedOver() {
    isBusy = false;
    next();
  }

  private void failed(NatterException error, Runnable again) {
    if (isOver) return;
    if (!error.canRetry() || topic.home.connection.isStopped()) end(error);
    else
      topic.home.platform.after(
          TopicCore.AGAIN_MS,
          () -> {
            if (isOver) return;
            if (topic.isWanted()) again.run();
            else end(null);
          });
  }

  private void closed() {
    if (isOver) return;
    end(null);
    bounds.cancel();
  }

  /** @param error null: there is nothing more to read */
  private void end(NatterException error) {
    isOver = true;
    stopReading.run();
    topic.home.callbacks.execute(
        () -> {
          if (error == null) stream.done().complete(null);
          else stream.done().completeExceptionally(error);
        });
  }
}
