package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The arrows: values → nothing, wire → values, model → values, bridge → wire, model, values. So another wire can come
 * beneath the model. And nothing that R8 would break.
 */
class LayersTest {
  private static final Path CLASSES = Paths.get("target/classes");
  private static final Pattern OURS = Pattern.compile("org/natter/client/([a-z]+)/");
  private static final Map<String, List<String>> ARROWS = new HashMap<>();

  static {
    ARROWS.put("values", Collections.emptyList());
    ARROWS.put("wire", Collections.singletonList("values"));
    ARROWS.put("model", Collections.singletonList("values"));
    ARROWS.put("bridge", Arrays.asList("wire", "model", "values"));
  }

  /** The names in a class file stand in it as text. */
  private static String textOf(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  private static List<Path> classesIn(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> classes = all.filter(file -> file.toString().endsWith(".class")).collect(Collectors.toList());
      assertThat(classes).as("classes in %s", folder).isNotEmpty();
      return classes;
    }
  }

  @Test
  void importsFollowTheArrows() throws IOException {
    for (Map.Entry<String, List<String>> layer : ARROWS.entrySet()) {
      for (Path file : classesIn(CLASSES.resolve("org/natter/client").resolve(layer.getKey()))) {
        Matcher used = OURS.matcher(textOf(file));
        while (used.find()) {
          String target = used.group(1);
          boolean isAllowed = target.equals(layer.getKey()) || layer.getValue().contains(target);
          assertThat(isAllowed).as("%s → %s: allowed is %s", file, target, layer.getValue()).isTrue();
        }
      }
    }
  }

  @Test
  void okHttpIsTheBusinessOfTheWire() throws IOException {
    for (String layer : Arrays.asList("values", "model", "bridge")) {
      for (Path file : classesIn(CLASSES.resolve("org/natter/client").resolve(layer))) {
        assertThat(textOf(file)).as(file.toString()).doesNotContain("okhttp3/", "okio/");
      }
    }
  }

  @Test
  void noReflectionOfOurOwn() throws IOException {
    for (Path file : classesIn(CLASSES)) {
      assertThat(textOf(file)).as(file.toString()).doesNotContain("java/lang/reflect/Method", "forName", "ServiceLoader");
    }
  }

  @Test
  void theJarCarriesRulesForShrinkersWhereEachLooksForThem() throws IOException {
    String proGuard = textOf(CLASSES.resolve("META-INF/proguard/natter-client.pro"));
    assertThat(proGuard).contains("-keepclassmembers");
    assertThat(textOf(CLASSES.resolve("META-INF/com.android.tools/r8/natter-client.pro"))).isEqualTo(proGuard);
  }

  @Test
  void thePomNamesTwoDependencies() throws IOException {
    String pom = new String(Files.readAllBytes(Paths.get("pom.xml")), StandardCharsets.UTF_8);
    Matcher dependency = Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL).matcher(pom);
    StringBuilder shipped = new StringBuilder();
    while (dependency.find()) {
      if (dependency.group(1).contains("<scope>test</scope>")) continue;
      Matcher name = Pattern.compile("<artifactId>(.*?)</artifactId>").matcher(dependency.group(1));
      if (name.find()) shipped.append(name.group(1)).append(' ');
    }
    assertThat(shipped.toString()).isEqualTo("jackson-databind okhttp-jvm ");
  }
}
