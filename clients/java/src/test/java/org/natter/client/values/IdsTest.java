package org.natter.client.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.natter.client.Vectors;

class IdsTest {
  private static final String ALICE = "usrOj0B3-gSBSs";
  private static final String CONVERSATION = "p2pOj0B3-gSBSshT8s5XBE2xw";

  static Stream<JsonNode> users() {
    return Vectors.cases("ids", "users");
  }

  static Stream<JsonNode> groups() {
    return Vectors.cases("ids", "groups");
  }

  static Stream<JsonNode> conversations() {
    return Vectors.cases("ids", "conversations");
  }

  static Stream<JsonNode> names() {
    return Vectors.cases("ids", "names");
  }

  @ParameterizedTest
  @MethodSource
  void users(JsonNode one) {
    assertThat(Ids.isUserId(one.get("text").textValue())).isEqualTo(one.get("is").booleanValue());
  }

  @ParameterizedTest
  @MethodSource
  void groups(JsonNode one) {
    assertThat(Ids.isGroupName(one.get("text").textValue())).isEqualTo(one.get("is").booleanValue());
  }

  @ParameterizedTest
  @MethodSource
  void conversations(JsonNode one) {
    String first = one.get("users").get(0).textValue();
    String second = one.get("users").get(1).textValue();
    String name = one.get("name").textValue();
    assertThat(Ids.p2pName(first, second)).isEqualTo(name);
    assertThat(Ids.peerOf(name, first)).isEqualTo(second);
    assertThat(Ids.peerOf(name, second)).isEqualTo(first);
    assertThat(Ids.kindOf(name)).isEqualTo(TopicKind.P2P);
  }

  @ParameterizedTest
  @MethodSource
  void names(JsonNode one) {
    JsonNode users = Json.mapper().valueToTree(Ids.p2pUsers(one.get("text").textValue()));
    assertThat(users).isEqualTo(one.get("users"));
  }

  @Test
  void aConversationIsOfTwo() {
    assertThatIllegalArgumentException().isThrownBy(() -> Ids.p2pName(ALICE, ALICE));
    assertThatIllegalArgumentException().isThrownBy(() -> Ids.p2pName(ALICE, "me"));
    assertThat(Ids.peerOf(CONVERSATION, "usr2il9suCbuko")).isNull();
    assertThat(Ids.peerOf(CONVERSATION, null)).isNull();
    assertThat(Ids.peerOf("me", ALICE)).isNull();
  }

  @Test
  void kinds() {
    assertThat(Ids.kindOf("me")).isEqualTo(TopicKind.ME);
    assertThat(Ids.kindOf("grpuhB5OZqd-mMY")).isEqualTo(TopicKind.GRP);
    assertThat(Ids.kindOf("new")).isNull();
  }
}
