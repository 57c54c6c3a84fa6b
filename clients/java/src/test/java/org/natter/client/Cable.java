package org.natter.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between a client and a server, in the hands of a test. */
public final class Cable implements AutoCloseable {
  private static final int CHUNK_BYTES = 16_384;

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int serverPort;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;

  public Cable(RealServer server) throws IOException {
    serverPort = URI.create(server.url()).getPort();
    daemon(this::accept);
  }

  public String url() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** All connections break, and no new one gets through until it is mended. */
  public void cut() {
    isCut = true;
    lines.forEach(Line::end);
  }

  public void mend() {
    isCut = false;
  }

  /** From now on nothing comes back over the connections that there are; they stay open. New ones are as good as ever. */
  public void deafen() {
    lines.forEach(line -> line.isDeaf = true);
  }

  @Override
  public void close() throws IOException {
    cut();
    listening.close();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Line line = new Line(listening.accept());
        lines.add(line);
        if (isCut) line.end();
        else line.begin();
      } catch (IOException closed) {
        // the end of the test
      }
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "cable");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Sink {
    void write(byte[] bytes, int count) throws IOException;
  }

  /** One connection, which ends on both sides when it ends on one. */
  private final class Line {
    private final Socket near;
    private final Socket far = new Socket();
    private volatile boolean isDeaf;

    Line(Socket near) {
      this.near = near;
    }

    void begin() throws IOException {
      OutputStream back = near.getOutputStream();
      try {
        far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
      } catch (IOException noServerNow) {
        end();
        return;
      }
      OutputStream there = far.getOutputStream();
      daemon(() -> carry(near, (bytes, count) -> send(there, bytes, count)));
      daemon(
          () ->
              carry(
                  far,
                  (bytes, count) -> {
                    if (!isDeaf) back.write(bytes, 0, count);
                  }));
    }

    private void send(OutputStream there, byte[] bytes, int count) throws IOException {
      try {
        there.write(bytes, 0, count);
      } catch (IOException gone) {
        if (!isDeaf) throw gone;
      }
    }

    private void carry(Socket from, Sink to) {
      byte[] bytes = new byte[CHUNK_BYTES];
      try (InputStream input = from.getInputStream()) {
        for (int count = input.read(bytes); count >= 0; count = input.read(bytes)) to.write(bytes, count);
      } catch (IOException broken) {
        // as cables do
      }
      // that a server gives up is not heard either
      if (!isDeaf || from == near) end();
    }

    void end() {
      lines.remove(this);
      try {
        near.close();
        far.close();
      } catch (IOException closed) {
        // it is
      }
    }
  }
}
