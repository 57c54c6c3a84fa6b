package org.natter.client.values;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** How JSON is read and written: numbers keep every digit that they were written with, up to the range of a double (about 1.8e308). */
public final class Json {
  private static final ObjectMapper EXACT = mapper(true);

  /** Reads the exponents that the exact one refuses; such a number becomes infinite, or 0. */
  private static final ObjectMapper ROUGH = mapper(false);

  private Json() {}

  private static ObjectMapper mapper(boolean isExact) {
    return JsonMapper.builder()
        .configure(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, isExact)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
        .build();
  }

  /** To be used as it is; whoever wants it otherwise takes a {@link ObjectMapper#copy}. */
  public static ObjectMapper mapper() {
    return EXACT;
  }

  /** null for what is no JSON */
  public static JsonNode parse(String text) {
    try {
      return parse(EXACT, text);
    } catch (NumberFormatException tooLargeAnExponent) {
      // it is JSON all the same: a packet that could not be read would be a message lost
      return parse(ROUGH, text);
    }
  }

  private static JsonNode parse(ObjectMapper mapper, String text) {
    try {
      JsonNode node = mapper.readTree(text);
      return node.isMissingNode() ? null : node;
    } catch (JsonProcessingException noJson) {
      return null;
    }
  }
}
