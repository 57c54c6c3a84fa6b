package org.natter.client.wire;

import static org.natter.client.Waiting.get;
import static org.natter.client.Waiting.until;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.natter.client.Cable;
import org.natter.client.People;
import org.natter.client.People.Person;
import org.natter.client.RealServer;
import org.natter.client.bridge.Over04;
import org.natter.client.model.ConnectionSnapshot;
import org.natter.client.model.ModelClient;
import org.natter.client.model.ModelOptions;
import org.natter.client.model.Topic;
import org.natter.client.values.StandardPlatform;

/** A connection over which nothing comes any more, though it is open. */
class DeadConnectionTest {
  /** Soon enough for a test, late enough for a pong on a busy machine. */
  private static final long PING_MS = 1000;

  @Test
  void itIsNoticedAndWhatWasOnItsWayArrivesOnce() throws IOException {
    try (RealServer server = RealServer.started();
        Cable cable = new Cable(server);
        People people = new People()) {
      Person alice = people.person(people.with(impatient(cable)));
      Person bob = people.person(server.url());
      Topic<String, String, String> hers = alice.with(bob);
      Topic<String, String, String> his = bob.with(alice);
      get(hers.publish("one"));
      get(his.open());
      cable.deafen();
      hers.publish("is anybody there?");
      People.untilSays(his, "one", "is anybody there?");
      get(his.publish("yes"));
      until(alice.client.connection(), now -> now.state() != ConnectionSnapshot.State.ONLINE);
      People.untilSays(hers, "one", "is anybody there?", "yes");
      People.untilSays(his, "one", "is anybody there?", "yes");
    }
  }

  private static ModelClient<String, String, String> impatient(Cable cable) {
    StandardPlatform platform = new StandardPlatform();
    DialOptions options =
        DialOptions.builder(cable.url(), RealServer.API_KEY)
            .transports(TransportName.WEBSOCKET)
            .platform(platform)
            .pingMs(PING_MS)
            .build();
    return new ModelClient<>(new Over04(options), new ModelOptions<>(People.TEXTS, platform));
  }
}
