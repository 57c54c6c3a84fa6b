package org.natter.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.natter.client.values.Json;

/** The vectors of clients/vectors, which the server and all clients run. */
public final class Vectors {
  private static final Path FOLDER = Paths.get("../vectors");

  private Vectors() {}

  public static JsonNode read(String name) {
    try {
      byte[] bytes = Files.readAllBytes(FOLDER.resolve(name + ".json"));
      return Json.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** The cases under one name. An empty list is a mistake: a test of it could not fail. */
  public static Stream<JsonNode> cases(String name, String list) {
    JsonNode cases = read(name).path(list);
    if (cases.size() == 0) throw new AssertionError("no cases in " + name + "." + list);
    return StreamSupport.stream(cases.spliterator(), false);
  }
}
