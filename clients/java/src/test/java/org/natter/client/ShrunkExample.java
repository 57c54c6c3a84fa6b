package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.natter.client.Programs.Program;

/**
 * The console chat after ProGuard: shrunk and renamed with the rules of the jar and nothing but the name of its
 * main method. Run by the profile {@code shrink}, which has ProGuard, when the jar was made.
 */
class ShrunkExample {
  private static final Path TARGET = Paths.get("target").toAbsolutePath();

  /** It takes half a minute of a processor. */
  private static final long PROGUARD_WITHIN_S = 900;

  @TempDir File home;

  @Test
  void itTalksAsBefore() throws IOException, InterruptedException {
    File classes = new File(home, "classes");
    Programs.compile(Collections.singletonList(Paths.get("examples/Chat.java")), classes);
    File shrunk = new File(home, "shrunk.jar");
    Path rules = home.toPath().resolve("chat.pro");
    Files.write(rules, rules(classes, shrunk), StandardCharsets.UTF_8);
    try (Programs tools = new Programs(home, System.getProperty("java.class.path"))) {
      Program proGuard = tools.run("proguard.ProGuard", "@" + rules);
      assertThat(proGuard.end(PROGUARD_WITHIN_S)).noneMatch(line -> line.startsWith("Warning"));
    }
    assertThat(shrunk.length()).isPositive().isLessThan(3_000_000);
    try (RealServer server = RealServer.started();
        Programs programs = new Programs(home, shrunk.toString())) {
      ExampleTest.converse(server, programs);
    }
  }

  private static List<String> rules(File classes, File shrunk) {
    return Arrays.asList(
        "-injars '" + TARGET.resolve("natter-client-0.1.0.jar") + "'(!META-INF/**)",
        "-injars '" + TARGET.resolve("libs") + "'(!META-INF/**,!module-info.class)",
        "-injars '" + classes + "'",
        "-outjars '" + shrunk + "'",
        "-libraryjars <java.home>/jmods(!**.jar;!module-info.class)",
        "-include '" + TARGET.resolve("classes/META-INF/proguard/natter-client.pro") + "'",
        "-keep public class Chat { public static void main(java.lang.String[]); }",
        "-repackageclasses ''",
        // its optimiser makes of Okio what the JVM does not verify
        "-dontoptimize",
        "-dontnote **",
        // of OkHttp, whose artifact for the JVM has no rules: other ways to TLS that it finds where they are
        "-dontwarn okhttp3.internal.**",
        "-dontwarn org.codehaus.mojo.animal_sniffer.*");
  }
}
