package org.natter.client.wire;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.ByteString;

/**
 * A channel over long polling (spec: 0.4 §1.5): one poll open at a time, one POST at a time so that texts arrive in order.
 * A POST that got no answer is not repeated: nobody knows whether it arrived, so the session ends, as a socket would.
 */
final class LongPollChannel implements Channel {
  /** Wait for this before a POST is repeated that was refused for the time being. */
  private static final long BUSY_MS = 250;

  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int REFUSED = 400;
  private static final int BUSY = 503;
  private static final MediaType PLAIN_TEXT = MediaType.get("text/plain; charset=utf-8");

  private final Network network;
  private final Listener listener;
  private final Queue<String> waiting = new ArrayDeque<>();
  private final Set<Call> calls = new HashSet<>();
  private String sid;
  private boolean isSending;
  private boolean isOver;

  LongPollChannel(Network network, Listener listener) {
    this.network = network;
    this.listener = listener;
    ask("", this::greeted);
  }

  @Override
  public void send(String text) {
    waiting.add(text);
    sendNext();
  }

  @Override
  public void close() {
    isOver = true;
    calls.forEach(Call::cancel);
  }

  private void greeted(Answered answer) {
    Packet greeting = Packet.read(answer.body);
    String given = greeting == null || greeting.ctrl() == null ? null : Fields.text(greeting.ctrl().params(), "sid");
    if (answer.status != CREATED || given == null) {
      end(answer);
      return;
    }
    sid = given;
    listener.packet(answer.body);
    sendNext();
    poll();
  }

  private void poll() {
    if (!isOver) ask("", this::polled);
  }

  private void polled(Answered answer) {
    if (answer.status != OK) {
      end(answer);
      return;
    }
    if (!answer.body.isEmpty()) listener.packet(answer.body);
    poll();
  }

  private void sendNext() {
    String text = waiting.peek();
    if (text == null || sid == null || isSending || isOver) return;
    isSending = true;
    ask(text, this::sent);
  }

  private void sent(Answered answer) {
    if (answer.status == BUSY) {
      network.platform.after(BUSY_MS, this::sendAgain);
      return;
    }
    if (answer.status >= REFUSED) {
      end(answer);
      return;
    }
    waiting.remove();
    sendAgain();
  }

  private void sendAgain() {
    isSending = false;
    sendNext();
  }

  private void end(Answered answer) {
    if (isOver) return;
    close();
    Packet packet = Packet.read(answer.body);
    boolean isSaid = packet != null && packet.ctrl() != null;
    listener.closed(new Ending(answer.status, isSaid ? packet.ctrl().text() : Ending.CONNECTION_LOST));
  }

  // ---- HTTP

  private static final class Answered {
    final int status;
    final String body;

    Answered(int status, String body) {
      this.status = status;
      this.body = body;
    }
  }

  /** @param then is not called when the channel is over, also because this request failed */
  private void ask(String text, Consumer<Answered> then) {
    Call call = network.http.newCall(network.longpoll(sid).post(new OnceBody(text)).build());
    calls.add(call);
    call.enqueue(
        new Callback() {
          @Override
          public void onResponse(Call from, Response response) {
            try (Response open = response) {
              answered(call, new Answered(open.code(), open.body().string()), then);
            } catch (IOException broken) {
              onFailure(from, broken);
            }
          }

          @Override
          public void onFailure(Call from, IOException failure) {
            answered(call, new Answered(0, ""), LongPollChannel.this::end);
          }
        });
  }

  private void answered(Call call, Answered answer, Consumer<Answered> then) {
    network.platform.execute(
        () -> {
          calls.remove(call);
          if (!isOver) then.accept(answer);
        });
  }

  /** OkHttp would send another body a second time, where it cannot know that the first one did not arrive. */
  private static final class OnceBody extends RequestBody {
    private final ByteString bytes;

    OnceBody(String text) {
      bytes = ByteString.encodeUtf8(text);
    }

    @Override
    public MediaType contentType() {
      return PLAIN_TEXT;
    }

    @Override
    public long contentLength() {
      return bytes.size();
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(bytes);
    }
  }
}
