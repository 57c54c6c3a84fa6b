package org.natter.client.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.natter.client.Vectors;

class ApiKeyTest {
  static Stream<JsonNode> keys() {
    return Vectors.cases("api-keys", "keys");
  }

  @ParameterizedTest
  @MethodSource
  void keys(JsonNode one) {
    ApiKey key = ApiKey.parse(one.get("key").textValue());
    JsonNode says = one.get("says");
    if (says.isNull()) {
      assertThat(key).isNull();
      return;
    }
    assertThat(key.app()).isEqualTo(says.get("app").longValue());
    assertThat(key.sequence()).isEqualTo(says.get("sequence").intValue());
    assertThat(key.isRoot()).isEqualTo(says.get("isRoot").booleanValue());
  }
}
