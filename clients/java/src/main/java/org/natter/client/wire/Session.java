package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.natter.client.values.FailedRequest;
import org.natter.client.values.Futures;
import org.natter.client.values.NatterException;
import org.natter.client.values.Platform;

/**
 * One session: packets in, packets out, one future per request id. It ends when its connection does and never comes back.
 * A connection that fell silent is noticed within a minute.
 */
public final class Session {
  /** What a request waits for its answer unless it is told otherwise. */
  public static final long ANSWER_WITHIN_MS = 30_000;

  /** of one request, as UTF-8 (spec: 0.4 §1.4) */
  private static final int MAX_BYTES = 32_768;

  private static final int TOO_BIG = 413;
  private static final int EVICTED = 205;
  private static final int REFUSED = 400;
  private static final int FIRST_CODE_OF_WEBSOCKET = 1000;

  private final Platform platform;
  private final TransportName transport;
  private final SessionListener listener;
  private final CompletableFuture<Session> opened;
  private final Map<String, Pending> pending = new LinkedHashMap<>();
  private Channel channel;
  private volatile Ctrl greeting;
  private long count;
  private Ending ending;

  Session(
      Platform platform, TransportName transport, SessionListener listener, CompletableFuture<Session> opened) {
    this.platform = platform;
    this.transport = transport;
    this.listener = listener;
    this.opened = opened;
  }

  /** Either the session is greeted, or {@code opened} fails. */
  void connect(Function<Channel.Listener, Channel> begin) {
    channel = begin.apply(new Ears());
  }

  /** How it is connected. */
  public TransportName transport() {
    return transport;
  }

  /** The first packet of the server. */
  public Ctrl greeting() {
    return greeting;
  }

  /** Did the server announce this extension, in the version that these bindings speak? */
  public boolean has(String extension) {
    return greeting.params().path("ext").path(extension).asInt() == 1;
  }

  /** As {@link #request(Request, long)}, with {@link #ANSWER_WITHIN_MS}. */
  public CompletableFuture<Answer> request(Request request) {
    return request(request, ANSWER_WITHIN_MS);
  }

  /**
   * Requests go out in the order of the calls. To cancel the future is to stop waiting.
   *
   * @param timeoutMs until it fails with code 0
   * @return fails with a {@link NatterException}: a refusal, no answer in time, the end of the session
   */
  public CompletableFuture<Answer> request(Request request, long timeoutMs) {
    CompletableFuture<Answer> result = new CompletableFuture<>();
    platform.execute(() -> begin(request, timeoutMs, result));
    return result;
  }

  /** Ends it. Requests without an answer fail; {@link SessionListener#closed} is not called. */
  public void close() {
    platform.execute(() -> end(new Ending(0, "closed")));
  }

  private void begin(Request request, long timeoutMs, CompletableFuture<Answer> result) {
    if (result.isDone()) return;
    FailedRequest named = new FailedRequest(request.word(), request.topic());
    String id = Long.toString(++count);
    String text = request.write(id);
    if (ending != null) {
      result.completeExceptionally(new NatterException(NatterException.NO_ANSWER, ending.text(), named));
    } else if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      // the server would end the session
      result.completeExceptionally(new NatterException(TOO_BIG, "too big", named));
    } else {
      await(new Pending(id, request, named, result), timeoutMs);
      channel.send(text);
    }
  }

  private void await(Pending one, long timeoutMs) {
    pending.put(one.id, one);
    NatterException late = new NatterException(NatterException.NO_ANSWER, "no answer in time", one.named);
    // it stays pending: what comes of a page that nobody waits for must not be taken for news
    Runnable cancelTimer = platform.after(timeoutMs, () -> one.result.completeExceptionally(late));
    one.result.whenComplete((answer, error) -> cancelTimer.run());
  }

  // ---- what the channel says

  private final class Ears implements Channel.Listener {
    @Override
    public void packet(String text) {
      Packet packet = Packet.read(text);
      if (packet == null || ending != null) return;
      if (greeting != null) take(packet);
      else if (packet.ctrl() != null) greeted(packet.ctrl());
    }

    @Override
    public void closed(Ending how) {
      if (ending != null) return;
      end(how);
      if (greeting == null) unreachable(how);
      else listener.closed(how);
    }
  }

  private void greeted(Ctrl first) {
    if (first.code() < REFUSED) {
      greeting = first;
      opened.complete(this);
    } else {
      opened.completeExceptionally(new NatterException(first.code(), first.text(), null));
    }
  }

  /** A status of HTTP says why; a code of a WebSocket does not. */
  private void unreachable(Ending how) {
    int code = how.code() < FIRST_CODE_OF_WEBSOCKET ? how.code() : NatterException.NO_ANSWER;
    opened.completeExceptionally(new NatterException(code, how.text(), null));
  }

  private void end(Ending how) {
    if (ending != null) return;
    ending = how;
    channel.close();
    for (Pending one : pending.values()) {
      one.result.completeExceptionally(new NatterException(NatterException.NO_ANSWER, how.text(), one.named));
    }
    pending.clear();
  }

  // ---- packets

  private void take(Packet packet) {
    if (packet.data() != null) take(packet.data());
    if (packet.pres() != null) listener.pres(packet.pres());
    if (packet.ctrl() != null) take(packet.ctrl());
    if (packet.meta() != null) take(packet.meta());
  }

  private void take(Data data) {
    for (Pending one : pending.values()) {
      if (!one.expectation.claims(data)) continue;
      // pages come one after the other, so only the first may have it
      if (one.answer.add(data)) return;
      break;
    }
    // nobody's, or it came twice: then it is live as well
    listener.data(data);
  }

  private void take(Ctrl ctrl) {
    if (ctrl.id() == null) {
      if (ctrl.code() == EVICTED && ctrl.topic() != null) listener.evicted(ctrl.topic());
      return;
    }
    Pending one = pending.get(ctrl.id());
    if (one == null) return;
    if (ctrl.code() >= REFUSED) {
      refuse(one, refusal(ctrl, one.named));
      return;
    }
    one.answer.add(ctrl);
    one.expectation.came(ctrl);
    completeIfAnswered(one);
  }

  private void take(Meta meta) {
    Pending one = meta.id() == null ? null : pending.get(meta.id());
    if (one == null) return;
    one.answer.add(meta);
    one.expectation.came(meta);
    completeIfAnswered(one);
  }

  private void completeIfAnswered(Pending one) {
    if (!one.expectation.isMet()) return;
    pending.remove(one.id);
    one.answer.takeLive().forEach(listener::data);
    one.result.complete(one.answer);
  }

  private void refuse(Pending one, NatterException error) {
    pending.remove(one.id);
    one.result.completeExceptionally(error);
    if (!one.answer.isBegun()) return;
    // the beginning of a page, or news: nobody can tell, and a new session asks for what is missing
    Ending broken = new Ending(0, Ending.CONNECTION_LOST);
    end(broken);
    listener.closed(broken);
  }

  private static NatterException refusal(Ctrl ctrl, FailedRequest named) {
    JsonNode detail = ctrl.params().path("detail");
    boolean canRetry = NatterException.canHelp(ctrl.code());
    return new NatterException(
        ctrl.code(), ctrl.text(), named, canRetry, detail.isMissingNode() ? null : detail.asText(), null);
  }

  private static final class Pending {
    final String id;
    final FailedRequest named;
    final CompletableFuture<Answer> result;
    final Expectation expectation;
    final Answer answer = new Answer();

    Pending(String id, Request request, FailedRequest named, CompletableFuture<Answer> result) {
      this.id = id;
      this.named = named;
      this.result = result;
      expectation = Expectation.of(request);
    }
  }
}
