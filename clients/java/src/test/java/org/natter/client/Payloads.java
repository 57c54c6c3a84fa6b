package org.natter.client;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.natter.client.model.About;
import org.natter.client.model.MessageStream;
import org.natter.client.model.PayloadTypes;
import org.natter.client.model.Topic;
import org.natter.client.values.Json;
import org.natter.client.wire.TransportName;

/**
 * A program with types of its own, for {@link ShrunkExample}: what Jackson finds in them by reflection, and a shrinker does not
 * see. Their members have annotations, as the rules of the jar ask for. It says what it read.
 */
final class Payloads {
  /** Without a constructor in the source, and made by Jackson. */
  static final class Profile {
    @JsonProperty String name;
  }

  /** The name of one is in an annotation, that of the other is that of the constant. */
  enum Mood {
    @JsonProperty("well")
    FINE,
    TIRED
  }

  /** Made by a constructor with names in annotations. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  static final class Club {
    private final String title;
    private final String motto;

    @JsonCreator
    Club(@JsonProperty("title") String title, @JsonProperty("motto") String motto) {
      this.title = title;
      this.motto = motto;
    }

    @JsonProperty("title")
    String shown() {
      return title;
    }

    @JsonProperty
    String motto() {
      return motto;
    }
  }

  /** What it is the type reference of the content says, and nothing else. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  static final class Line {
    @JsonProperty Mood mood;
    @JsonProperty Part part;
    @JsonProperty Stamp stamp;
  }

  /** It is read and passed on, and nothing but Jackson looks into it. For {@code Path} Jackson has what it finds by name. */
  static final class Stamp {
    @JsonProperty Colour colour;
    @JsonProperty Path from;
  }

  /** Without annotations. */
  enum Colour {
    RED,
    BLUE
  }

  /** The class is told by a member. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Words.class, name = "words"),
    @JsonSubTypes.Type(value = Picture.class, name = "picture")
  })
  interface Part {}

  static final class Words implements Part {
    @JsonProperty String text;
  }

  /** What is in the map is said by its parameters alone. Nothing but Jackson makes a picture or a size. */
  static final class Picture implements Part {
    @JsonProperty Map<String, List<Size>> sizes;
  }

  static final class Size {
    @JsonProperty int width;
    @JsonProperty int height;
  }

  private Payloads() {}

  public static void main(String[] args) throws InterruptedException, JsonProcessingException {
    Client<Profile, Club, List<Line>> client =
        Client.builder(args[0], args[1])
            .types(
                PayloadTypes.of(
                    new TypeReference<Profile>() {}, new TypeReference<Club>() {}, new TypeReference<List<Line>>() {}))
            .transports(TransportName.LONGPOLL)
            .build();
    Profile eva = new Profile();
    eva.name = "Eva";
    client.createAccount("eva", "red saucer", About.of(eva)).join();
    client.logIn("eva", "red saucer").join();
    Topic<Profile, Club, List<Line>> topic = client.createGroup(About.of(new Club("Tea", null))).join();
    Words hello = new Words();
    hello.text = "hello";
    Line line = new Line();
    line.mood = Mood.FINE;
    line.part = hello;
    topic.publish(Arrays.asList(line)).join();

    // another program, which sees JSON and says what this one never makes
    Client<JsonNode, JsonNode, JsonNode> other = Client.builder(args[0], args[1]).build();
    other.logIn("eva", "red saucer").join();
    Topic<JsonNode, JsonNode, JsonNode> same = other.topic(topic.name());
    same.open().join();
    say("JSON " + profile(other));
    say("JSON " + same.describe().join().group());
    say("JSON " + same.getSnapshot().messages().get(0).content());
    same.change(About.of(json("{'title':'Coffee','motto':'hot'}"))).join();
    CountDownLatch read = new CountDownLatch(2);
    MessageStream stream =
        topic.stream(
            0,
            message -> {
              for (Line one : message.content()) say((one.mood == Mood.TIRED ? "tired: " : "well: ") + read(one.part));
              read.countDown();
            });
    same.publish(
            json(
                "[{'mood':'TIRED','part':{'kind':'picture','sizes':{'small':[{'width':64,'height':48}]}},"
                    + "'stamp':{'colour':'BLUE','from':'file:///post'}}]"))
        .join();
    read.await();
    stream.close();
    say("JSON " + topic.publish(topic.getSnapshot().messages().get(1).content()).join().json());
    say(read(profile(client)));
    say(read(topic.describe().join().group()));
    client.stop().join();
    other.stop().join();
  }

  /** As the server has it. */
  private static <U> U profile(Client<U, ?, ?> client) {
    client.me().refresh().join();
    return client.me().getSnapshot().description().person();
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return Json.mapper().readTree(text.replace('\'', '"'));
  }

  private static String read(Part part) {
    if (part instanceof Words) return "words " + ((Words) part).text;
    Size small = ((Picture) part).sizes.get("small").get(0);
    return "picture " + small.width + " x " + small.height;
  }

  private static String read(Profile profile) {
    return "profile " + profile.name;
  }

  private static String read(Club club) {
    return "club " + club.title + " " + club.motto;
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
