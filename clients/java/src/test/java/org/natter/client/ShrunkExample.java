package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.natter.client.Programs.Program;

/**
 * Programs after R8 in full mode: shrunk, renamed and optimised with the rules of the jar and nothing but the name of
 * their main methods. They become class files, so that a JVM runs them. Run by Maven when the jar was made.
 */
class ShrunkExample {
  private static final Path TARGET = Paths.get("target").toAbsolutePath();

  private static final List<Path> SOURCES =
      Arrays.asList(
          Paths.get("examples/Chat.java"), Paths.get("src/test/java/org/natter/client/Payloads.java"));

  private static final List<String> RULES =
      Arrays.asList(
          "-keep class Chat { public static void main(java.lang.String[]); }",
          "-keep class org.natter.client.Payloads { public static void main(java.lang.String[]); }",
          // of OkHttp, whose artifact for the JVM has no rules: other ways to TLS that it finds where they are
          "-dontwarn okhttp3.internal.**",
          "-dontwarn org.codehaus.mojo.animal_sniffer.*");

  /** What stands for the platform, as far as Android has it, too: no java.beans, and not the package below. */
  private static final List<String> MODULES = Arrays.asList("java.base", "java.logging", "java.sql", "java.xml");

  private static final String NOT_ON_ANDROID = "org/w3c/dom/bootstrap/";

  /** It takes half a minute of a processor. */
  private static final long R8_WITHIN_S = 900;

  @TempDir File home;

  @Test
  void theyTalkAsBefore() throws IOException, InterruptedException {
    File shrunk = shrink();
    assertThat(shrunk.length()).isPositive().isLessThan(3_000_000);
    try (RealServer server = RealServer.started();
        Programs programs = new Programs(home, shrunk.toString())) {
      ExampleTest.converse(server, programs);
      Program payloads = programs.run("org.natter.client.Payloads", server.url(), RealServer.API_KEY);
      assertThat(payloads.end())
          .containsExactly(
              "JSON {\"name\":\"Eva\"}",
              "JSON {\"title\":\"Tea\"}",
              "JSON [{\"mood\":\"well\",\"part\":{\"kind\":\"words\",\"text\":\"hello\"}}]",
              "well: words hello",
              "tired: picture 64 x 48",
              "JSON [{\"mood\":\"TIRED\",\"part\":{\"kind\":\"picture\",\"sizes\":{\"small\":[{\"width\":64,\"height\":48}]}},"
                  + "\"stamp\":{\"colour\":\"BLUE\",\"from\":\"file:///post\"}}]",
              "profile Eva",
              "club Coffee hot");
    }
  }

  private File shrink() throws IOException, InterruptedException {
    File classes = new File(home, "classes");
    Programs.compile(SOURCES, classes);
    Path platform = home.toPath().resolve("platform.jar");
    copyPlatform(platform);
    Path rules = home.toPath().resolve("programs.pro");
    Files.write(rules, RULES, StandardCharsets.UTF_8);
    File shrunk = new File(home, "shrunk.jar");
    List<String> arguments =
        new ArrayList<>(
            Arrays.asList(
                "--classfile", "--release", "--lib", platform.toString(), "--output", shrunk.toString(), "--pg-conf",
                rules.toString(), "--pg-conf", TARGET.resolve("classes/META-INF/proguard/natter-client.pro").toString(),
                TARGET.resolve("natter-client-0.1.0.jar").toString()));
    arguments.addAll(libraries());
    try (Stream<Path> all = Files.walk(classes.toPath())) {
      all.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
    }
    try (Programs tools = new Programs(home, System.getProperty("java.class.path"))) {
      // it fails when a class is missing that no rule mentions
      tools.run("com.android.tools.r8.R8", arguments.toArray(new String[0])).end(R8_WITHIN_S);
    }
    return shrunk;
  }

  /** What the jar needs. A folder of libraries that is not new has those of former builds, too. */
  private static List<String> libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(one -> Files.exists(TARGET.resolve("libs").resolve(Paths.get(one).getFileName())))
        .collect(Collectors.toList());
  }

  private static void copyPlatform(Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.setLevel(0); // it is read once
      for (String module : MODULES) {
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module);
        List<Path> all;
        try (Stream<Path> walk = Files.walk(root)) {
          all = walk.filter(Files::isRegularFile).collect(Collectors.toList());
        }
        for (Path one : all) {
          String name = root.relativize(one).toString();
          if (!name.endsWith(".class") || name.equals("module-info.class") || name.startsWith(NOT_ON_ANDROID)) continue;
          out.putNextEntry(new ZipEntry(name));
          out.write(Files.readAllBytes(one));
        }
      }
    }
  }
}
