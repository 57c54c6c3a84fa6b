package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.natter.client.values.Json;

class PayloadTypesTest {
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Words.class, name = "words"), @JsonSubTypes.Type(value = Place.class, name = "place")
  })
  interface Part {}

  static final class Words implements Part {
    public String text = "hello";
  }

  static final class Place implements Part {
    public int x = 3;
  }

  @Test
  void thePartsOfAListSayWhatTheyAreAndAreReadAsThat() {
    PayloadTypes<JsonNode, JsonNode, List<Part>> types =
        PayloadTypes.of(
            new TypeReference<JsonNode>() {}, new TypeReference<JsonNode>() {}, new TypeReference<List<Part>>() {});
    String json = types.jsonOfContent(Arrays.asList(new Words(), new Place()));
    assertThat(json).isEqualTo("[{\"kind\":\"words\",\"text\":\"hello\"},{\"kind\":\"place\",\"x\":3}]");
    assertThat(types.content(Json.parse(json)).value())
        .hasExactlyElementsOfTypes(Words.class, Place.class);
  }

  static class Base {
    public int one = 1;
  }

  static final class Wider extends Base {
    public int two = 2;
  }

  @Test
  void whatIsMoreThanItsTypeIsWrittenWhole() {
    PayloadTypes<JsonNode, JsonNode, Base> types = PayloadTypes.of(JsonNode.class, JsonNode.class, Base.class);
    assertThat(types.jsonOfContent(new Wider())).contains("\"two\":2");
  }
}
