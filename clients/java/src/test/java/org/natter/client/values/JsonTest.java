package org.natter.client.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0",
        "0.10",
        "123456789012345678901234567890",
        "-98765432109876543210.0123456789012345678900",
        "9007199254740993",
        "3.14159265358979323846264338327950288"
      })
  void numbersKeepTheirDigits(String number) {
    assertThat(Json.parse("{\"n\":" + number + "}")).hasToString("{\"n\":" + number + "}");
  }

  @Test
  void aNumberMayFillAPacket() {
    String number = String.join("", Collections.nCopies(32_000, "7"));
    assertThat(Json.parse(number)).hasToString(number);
  }

  @Test
  void exponents() {
    assertThat(Json.parse("1e300").decimalValue()).isEqualByComparingTo(new BigDecimal("1e300"));
    assertThat(Json.parse("1E-400").decimalValue()).isEqualByComparingTo(new BigDecimal("1e-400"));
  }

  /** No number of Java, but a server carries it; a message that could not be read would be a hole. */
  @ParameterizedTest
  @ValueSource(strings = {"1e400", "1e99999999999", "-1e99999999999", "1e-99999999999"})
  void whatNoNumberCanHoldIsReadAllTheSame(String number) {
    assertThat(Json.parse("{\"n\":" + number + "}").get("n").isNumber()).isTrue();
  }

  @Test
  void whatIsNoJson() {
    for (String text : Arrays.asList("", " ", "{", "{} x", "nul", "{'a':1}", "[1,]", "01", "NaN")) {
      assertThat(Json.parse(text)).as(text).isNull();
    }
  }
}
