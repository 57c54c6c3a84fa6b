package org.natter.client.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Accepts one WebSocket, greets if it is told to, and is silent from then on: what a half-open connection looks like. */
final class SilentSocket implements AutoCloseable {
  private static final String GREETING =
      "{\"ctrl\":{\"code\":201,\"text\":\"created\",\"ts\":\"2026-01-05T10:00:00.000Z\"}}";

  final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
  private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final boolean greets;
  private volatile Socket accepted;

  SilentSocket(boolean greets) throws IOException {
    this.greets = greets;
    Thread thread = new Thread(this::serve);
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  private void serve() {
    try (Socket socket = listening.accept()) {
      accepted = socket;
      BufferedReader input =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String key = "";
      for (String line = input.readLine(); !line.isEmpty(); line = input.readLine()) {
        if (line.startsWith("Sec-WebSocket-Key: ")) key = line.substring("Sec-WebSocket-Key: ".length());
      }
      if (greets) greet(socket.getOutputStream(), key);
      happened.add("connected");
      while (input.read() >= 0) continue;
      happened.add("hung up");
    } catch (IOException | NoSuchAlgorithmException broken) {
      happened.add("hung up");
    }
  }

  /** The handshake, and one text frame (RFC 6455 §4.2.2, §5.2). */
  private static void greet(OutputStream output, String key) throws IOException, NoSuchAlgorithmException {
    byte[] answer = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1);
    String accept = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(answer));
    String head =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + accept
            + "\r\n\r\n";
    output.write(head.getBytes(StandardCharsets.ISO_8859_1));
    byte[] greeting = GREETING.getBytes(StandardCharsets.UTF_8);
    output.write(new byte[] {(byte) 0x81, (byte) greeting.length});
    output.write(greeting);
    output.flush();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    if (accepted != null) accepted.close();
  }
}
