package org.natter.client.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.natter.client.Vectors;

class TimesTest {
  static Stream<JsonNode> parse() {
    return Vectors.cases("times", "parse");
  }

  static Stream<JsonNode> format() {
    return Vectors.cases("times", "format");
  }

  static Stream<JsonNode> durations() {
    return Vectors.cases("durations", "parse");
  }

  @ParameterizedTest
  @MethodSource
  void parse(JsonNode one) {
    Long expected = one.get("ms").isNull() ? null : Long.valueOf(one.get("ms").longValue());
    assertThat(Times.parse(one.get("text").textValue())).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource
  void format(JsonNode one) {
    String text = Times.format(one.get("ms").longValue());
    assertThat(text).isEqualTo(one.get("text").textValue());
    assertThat(Times.parse(text)).isEqualTo(one.get("ms").longValue());
  }

  @ParameterizedTest
  @MethodSource
  void durations(JsonNode one) {
    Double expected = one.get("ms").isNull() ? null : Double.valueOf(one.get("ms").doubleValue());
    assertThat(Times.parseDuration(one.get("text").textValue())).isEqualTo(expected);
  }

  @Test
  void yearsOfFourDigitsOnly() {
    assertThatIllegalArgumentException().isThrownBy(() -> Times.format(Long.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> Times.format(-62_167_219_200_001L));
  }

  @Test
  void otherDigitsAreNoTime() {
    assertThat(Times.parse("２０１５-10-06T18:07:29Z")).isNull();
    assertThat(Times.parseDuration("１h")).isNull();
  }

  @Test
  void theSameInEveryPlace() {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("th-TH-u-ca-buddhist-nu-thai"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      assertThat(Times.format(1_444_154_849_030L)).isEqualTo("2015-10-06T18:07:29.030Z");
      assertThat(Times.parse("2015-10-06T18:07:29.030Z")).isEqualTo(1_444_154_849_030L);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }
}
