package org.natter.client.wire;

import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.natter.client.values.Platform;

/** A channel over WebSocket: one text frame a packet. */
final class WebSocketChannel extends WebSocketListener implements Channel {
  private static final int NORMAL = 1000;

  private final Platform platform;
  private final Listener listener;
  private final WebSocket socket;
  private boolean isOpen;
  private boolean isOver;

  WebSocketChannel(Network network, Listener listener) {
    platform = network.platform;
    this.listener = listener;
    socket = network.http.newWebSocket(network.websocket().build(), this);
  }

  @Override
  public void send(String text) {
    socket.send(text);
  }

  @Override
  public void close() {
    isOver = true;
    // one that is not open yet would go on connecting, to say goodbye
    if (isOpen) socket.close(NORMAL, null);
    else socket.cancel();
  }

  // ---- what OkHttp says, on a thread of its own

  @Override
  public void onMessage(WebSocket from, String text) {
    platform.execute(
        () -> {
          isOpen = true;
          if (!isOver) listener.packet(text);
        });
  }

  @Override
  public void onClosing(WebSocket from, int code, String reason) {
    from.close(NORMAL, null);
    end(code, reason);
  }

  @Override
  public void onFailure(WebSocket from, Throwable failure, Response response) {
    end(response == null ? 0 : response.code(), "");
  }

  private void end(int code, String reason) {
    platform.execute(
        () -> {
          if (isOver) return;
          isOver = true;
          listener.closed(new Ending(code, reason.isEmpty() ? Ending.CONNECTION_LOST : reason));
        });
  }
}
