package org.natter.client.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.natter.client.FakePlatform;
import org.natter.client.values.Json;

/** A session over a channel that is the test itself. */
public final class FakeChannel implements Channel {
  public static final String TS = "2026-01-05T10:00:00.000Z";

  /** what was sent, in order */
  public final List<JsonNode> sent = new ArrayList<>();

  public boolean isClosed;
  public final FakePlatform platform;
  public final CompletableFuture<Session> opened = new CompletableFuture<>();
  final Session session;
  private Channel.Listener hears;

  public FakeChannel(FakePlatform platform, SessionListener listener) {
    this.platform = platform;
    session = new Session(platform, TransportName.WEBSOCKET, listener, opened);
    session.connect(
        ears -> {
          hears = ears;
          return this;
        });
  }

  /** A session that was greeted by a server with these extensions, as JSON. */
  public Session greeted(String ext) {
    come("{'ctrl':{'code':201,'text':'created','params':{'ext':" + ext + "},'ts':'" + TS + "'}}");
    return opened.getNow(null);
  }

  /** A packet comes; apostrophes stand for quotation marks. */
  public void come(String packet) {
    hears.packet(packet.replace('\'', '"'));
  }

  /** An answer to the last request. */
  public void answer(int code, String more) {
    String id = sent.get(sent.size() - 1).iterator().next().get("id").textValue();
    come("{'ctrl':{'id':'" + id + "','code':" + code + ",'text':'said'" + more + ",'ts':'" + TS + "'}}");
  }

  /** The connection breaks. */
  public void lose(int code, String text) {
    hears.closed(new Ending(code, text));
  }

  @Override
  public void send(String text) {
    sent.add(Json.parse(text));
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
