package org.natter.client.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.lang.reflect.Type;
import org.natter.client.values.Json;
import org.natter.client.values.NatterException;

/**
 * The application's own types, read and written by Jackson. What another program wrote may not fit them: then the value is
 * null, and the JSON beside it is what came.
 *
 * @param <U> what is {@code public} of a user: his profile
 * @param <G> what is {@code public} of a group
 * @param <C> what is said in a message
 */
public final class PayloadTypes<U, G, C> {
  private static final int BAD_REQUEST = 400;

  private final ObjectMapper mapper;
  private final JavaType user;
  private final JavaType group;
  private final JavaType content;

  private PayloadTypes(ObjectMapper mapper, Type user, Type group, Type content) {
    this.mapper = mapper;
    this.user = mapper.constructType(user);
    this.group = mapper.constructType(group);
    this.content = mapper.constructType(content);
  }

  /** JSON as it is. */
  public static PayloadTypes<JsonNode, JsonNode, JsonNode> json() {
    return of(JsonNode.class, JsonNode.class, JsonNode.class);
  }

  /** Members that a type does not have are passed over. */
  public static <U, G, C> PayloadTypes<U, G, C> of(Class<U> user, Class<G> group, Class<C> content) {
    return new PayloadTypes<>(lenient(), user, group, content);
  }

  /** For types with parameters, as {@code List<Part>}. */
  public static <U, G, C> PayloadTypes<U, G, C> of(
      TypeReference<U> user, TypeReference<G> group, TypeReference<C> content) {
    return new PayloadTypes<>(lenient(), user.getType(), group.getType(), content.getType());
  }

  /** The same types, read and written by the application's mapper: with its modules, its names. */
  public PayloadTypes<U, G, C> with(ObjectMapper own) {
    return new PayloadTypes<>(own, user, group, content);
  }

  private static ObjectMapper lenient() {
    return Json.mapper().copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  Payload<U> user(JsonNode json) {
    return new Payload<>(json, node -> read(node, user));
  }

  Payload<G> group(JsonNode json) {
    return new Payload<>(json, node -> read(node, group));
  }

  Payload<C> content(JsonNode json) {
    return new Payload<>(json, node -> read(node, content));
  }

  /** @throws NatterException 400: Jackson cannot write it */
  String jsonOfContent(Object value) {
    try {
      // a list does not know what it is a list of, and then its parts would say less of themselves than is read
      ObjectWriter writer = content.hasGenericTypes() ? mapper.writerFor(content) : mapper.writer();
      return writer.writeValueAsString(value);
    } catch (JsonProcessingException | RuntimeException cannot) {
      throw unwritable(cannot);
    }
  }

  /** @throws NatterException 400: Jackson cannot write it */
  JsonNode tree(Object value) {
    try {
      return value == null ? null : mapper.valueToTree(value);
    } catch (RuntimeException cannot) {
      throw unwritable(cannot);
    }
  }

  private static NatterException unwritable(Exception cannot) {
    return new NatterException(BAD_REQUEST, String.valueOf(cannot.getMessage()), null, false, null, cannot);
  }

  private <T> T read(JsonNode json, JavaType type) {
    try {
      return mapper.readerFor(type).readValue(json);
    } catch (java.io.IOException | RuntimeException doesNotFit) {
      return null;
    }
  }
}
