package org.natter.client.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server behind a proxy that lets no WebSocket through, told by the test what to do about long polling. */
final class StubServer implements AutoCloseable {
  static final String GREETING =
      "{\"ctrl\":{\"code\":201,\"text\":\"created\",\"params\":{\"sid\":\"s1\"},\"ts\":\"2026-01-05T10:00:00.000Z\"}}";

  /** Answers one request. */
  interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  /** what was asked, in order: {@code websocket}, {@code new}, {@code poll} or the text of a packet */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer http;

  StubServer(Handler polls, Handler posts) throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext(
        "/v0/channels",
        exchange -> {
          asked.add("websocket");
          answer(exchange, 400, "");
        });
    http.createContext("/v0/channels/lp", exchange -> longpoll(exchange, polls, posts));
    http.start();
  }

  private void longpoll(HttpExchange exchange, Handler polls, Handler posts) throws IOException {
    byte[] bytes = new byte[65_536];
    int count = Math.max(0, exchange.getRequestBody().read(bytes));
    String body = new String(bytes, 0, count, StandardCharsets.UTF_8);
    boolean isNew = !exchange.getRequestURI().getQuery().contains("sid=s1");
    asked.add(isNew ? "new" : body.isEmpty() ? "poll" : body);
    if (isNew) answer(exchange, 201, GREETING);
    else if (body.isEmpty()) polls.handle(exchange);
    else posts.handle(exchange);
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Says nothing, and does not hang up. */
  static void silence(HttpExchange exchange) {}

  DialOptions.Builder options() {
    return DialOptions.builder("http://127.0.0.1:" + http.getAddress().getPort(), "k");
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
