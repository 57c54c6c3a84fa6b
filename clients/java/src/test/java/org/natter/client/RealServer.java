package org.natter.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.natter.client.values.Json;

/**
 * The real server as a process: any free port, a folder of its own, and it can be killed and started again on both. A run
 * that ends without {@link #close} takes it along.
 */
public final class RealServer implements AutoCloseable {
  public static final String API_KEY = "AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K";

  private static final Path PROGRAM = Paths.get("../../server/src/cli/main.ts").toAbsolutePath().normalize();

  /** Much longer than a process takes to die. */
  private static final long DEATH_WITHIN_S = 60;

  private final Path folder;
  private final Path errors;
  private final Thread last = new Thread(this::killNow);
  private Process process;
  private int port;

  private RealServer() throws IOException {
    folder = Files.createTempDirectory("natter-java-");
    errors = folder.resolve("errors.txt");
    Runtime.getRuntime().addShutdownHook(last);
  }

  /** One that listens. */
  public static RealServer started() throws IOException {
    RealServer server = new RealServer();
    server.start();
    return server;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Returns when it listens, on the port that it had. */
  public void start() throws IOException {
    ProcessBuilder program =
        new ProcessBuilder(
            node(), PROGRAM.toString(), "serve", "--json", "--listen", "127.0.0.1:" + port, "--data",
            folder.resolve("data").toString());
    program.environment().keySet().removeIf(name -> name.startsWith("NATTER_"));
    program.environment().put("NATTER_LIMITS", "off");
    process = program.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile())).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      JsonNode event = Json.parse(line);
      if (event == null || !event.path("event").asText().equals("ready")) continue;
      String address = event.path("listen").path(0).asText();
      port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      readOn(output);
      return;
    }
    throw new IOException("the server ended:\n" + said + String.join("\n", Files.readAllLines(errors)));
  }

  /** A pipe that nobody reads fills up, and the server with it. */
  private static void readOn(BufferedReader output) {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (output.readLine() != null) continue;
              } catch (IOException ended) {
                // it was killed
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  /** As a power switch for the process. */
  public void kill() {
    killNow();
    try {
      if (!process.waitFor(DEATH_WITHIN_S, TimeUnit.SECONDS)) throw new AssertionError("the server does not die");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void killNow() {
    if (process != null) process.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    kill();
    Runtime.getRuntime().removeShutdownHook(last);
    List<Path> inside;
    try (Stream<Path> all = Files.walk(folder)) {
      inside = all.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
    }
    for (Path one : inside) Files.delete(one);
  }

  private static String node() {
    String given = System.getenv("NATTER_NODE");
    String node = given == null || given.isEmpty() ? System.getProperty("natter.node") : given;
    if (node == null || !new File(node).canExecute()) {
      throw new IllegalStateException("no Node at " + node + "; run npm ci, or say where it is in NATTER_NODE");
    }
    return node;
  }
}
