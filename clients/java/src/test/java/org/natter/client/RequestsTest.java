package org.natter.client;

import static org.natter.client.Waiting.get;
import static org.natter.client.Waiting.until;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.natter.client.People.Person;
import org.natter.client.model.About;
import org.natter.client.model.Credentials;
import org.natter.client.model.ModelClient;

/** What the list says of a request after it was answered: here, and in another session of the same account. */
class RequestsTest {
  @Test
  void acceptedInEverySessionOfTheAccount() throws IOException {
    try (RealServer server = RealServer.started();
        People people = new People()) {
      Person ann = people.person(server.url());
      get(ann.client.me().change(About.<String>nothing().withDefaultAccess("N", null)));
      ModelClient<String, String, String> elsewhere = people.client(server.url());
      get(elsewhere.logIn(Credentials.token(ann.client.login().token())));
      Person ben = people.person(server.url());
      get(ben.with(ann).open());
      untilMode(ann.client, ben, "N");
      untilMode(elsewhere, ben, "N");
      get(ann.with(ben).accept());
      untilMode(ann.client, ben, "RWP");
      untilMode(elsewhere, ben, "RWP");
    }
  }

  private static void untilMode(ModelClient<String, String, String> client, Person other, String mode) {
    until(
        client.me(),
        me -> me.contacts().stream().anyMatch(one -> other.id.equals(one.user()) && mode.equals(one.mode())));
  }
}
