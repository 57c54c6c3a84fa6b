package org.natter.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.natter.client.People.untilSays;
import static org.natter.client.Waiting.get;
import static org.natter.client.Waiting.until;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.natter.client.People.Person;
import org.natter.client.model.FileCache;
import org.natter.client.model.ModelClient;
import org.natter.client.model.Topic;
import org.natter.client.values.Json;
import org.natter.client.wire.TransportName;

/** The packets of a start that opens the conversation of yesterday, in which nothing was said since. */
class FirstScreenTest {
  @TempDir File folder;

  /** Long polling: each packet is the body of a request. */
  private static OkHttpClient overheard(List<String> packets) {
    return new OkHttpClient.Builder()
        .addInterceptor(
            chain -> {
              Buffer body = new Buffer();
              if (chain.request().body() != null) chain.request().body().writeTo(body);
              packets.add(body.readUtf8());
              return chain.proceed(chain.request());
            })
        .build();
  }

  /** What of the words of a packet tells which question it is. */
  private static String summary(JsonNode packet) {
    String word = packet.fieldNames().next();
    JsonNode body = packet.path(word);
    return (word + " " + body.path("topic").asText() + " " + body.path("what").asText()).trim();
  }

  @Test
  void nothingIsAskedForButWhatMayHaveChanged() throws IOException {
    try (RealServer server = RealServer.started();
        People people = new People(TransportName.LONGPOLL)) {
      Person bob = people.person(server.url());
      Person alice = people.person(people.client(server.url(), new FileCache(folder)));
      Topic<String, String, String> hers = alice.with(bob);
      for (String content : new String[] {"one", "two"}) get(hers.publish(content));
      get(bob.with(alice).publish("three"));
      untilSays(hers, "one", "two", "three");
      until(alice.me(), me -> me.contacts().size() == 1 && me.contacts().get(0).last() != null);
      get(alice.client.stop());
      // the first restart learns when the conversation was last changed
      for (int run = 1; run <= 2; run++) {
        List<String> packets = Collections.synchronizedList(new ArrayList<>());
        ModelClient<String, String, String> again =
            people.with(people.at(server.url()).httpClient(overheard(packets)).cache(new FileCache(folder)).build());
        again.start();
        Topic<String, String, String> topic = again.topic(hers.name());
        get(topic.open());
        untilSays(topic, "one", "two", "three");
        get(again.stop());
        List<String> asked = new ArrayList<>();
        for (String packet : packets) if (packet.startsWith("{")) asked.add(summary(Json.parse(packet)));
        if (run == 2) {
          assertThat(asked)
              .containsExactly(
                  "login",
                  "sub me",
                  "get me info",
                  "get me data",
                  "get me sub",
                  "sub " + bob.id,
                  "get " + hers.name() + " data",
                  "leave me");
        }
      }
    }
  }
}
