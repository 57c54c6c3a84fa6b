package org.natter.client.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.natter.client.Vectors;

class ModeTest {
  static Stream<JsonNode> parse() {
    return Vectors.cases("modes", "parse");
  }

  static Stream<JsonNode> effective() {
    return Vectors.cases("modes", "effective");
  }

  static Stream<JsonNode> includes() {
    return Vectors.cases("modes", "includes");
  }

  private static Mode mode(JsonNode one, String name) {
    return Mode.parse(one.get(name).textValue());
  }

  @ParameterizedTest
  @MethodSource
  void parse(JsonNode one) {
    Mode mode = mode(one, "text");
    assertThat(mode == null ? null : mode.toString()).isEqualTo(one.get("canonical").textValue());
  }

  @ParameterizedTest
  @MethodSource
  void effective(JsonNode one) {
    Mode both = mode(one, "want").common(mode(one, "given"));
    assertThat(both).hasToString(one.get("effective").textValue());
    assertThat(both).isEqualTo(mode(one, "effective")).hasSameHashCodeAs(mode(one, "effective"));
  }

  @ParameterizedTest
  @MethodSource
  void includes(JsonNode one) {
    boolean is = one.get("is").booleanValue();
    assertThat(mode(one, "mode").includes(mode(one, "letters"))).isEqualTo(is);
    assertThat(Mode.can(one.get("mode").textValue(), one.get("letters").textValue())).isEqualTo(is);
  }

  @Test
  void textThatIsNoModeAllowsNothing() {
    assertThat(Mode.can(null, "R")).isFalse();
    assertThat(Mode.can("rw", "R")).isFalse();
    assertThat(Mode.can("RW", "r")).isFalse();
  }
}
