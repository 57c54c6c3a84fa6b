package org.natter.client.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.natter.client.FakePlatform;
import org.natter.client.Waiting;
import org.natter.client.model.Changes;
import org.natter.client.model.Joining;
import org.natter.client.model.Link;
import org.natter.client.model.Published;
import org.natter.client.model.StoredContact;
import org.natter.client.values.NatterException;
import org.natter.client.wire.FakeChannel;
import org.natter.client.wire.SessionListener;

/** A server without extensions. */
class OlderServerTest {
  private static final String GROUP = "grpuhB5OZqd-mMY";

  private final FakePlatform platform = new FakePlatform();
  private final FakeChannel channel = new FakeChannel(platform, new SessionListener() {});
  private final Link link = new Link04(channel.greeted("{}"));

  @Test
  void whatItDoesNotOfferIsRefusedHere() {
    Changes tags = Changes.none().withTags(Collections.singletonList("word"));
    isMissing(link.find("word"));
    isMissing(link.change("me", tags));
    isMissing(link.createAccount("alice", "secret", tags));
    isMissing(link.createGroup(Changes.none().openToBearers("R")));
    isMissing(link.change(GROUP, Changes.none().renewBearer()));
    isMissing(link.change(GROUP, Changes.none().closeToBearers()));
    isMissing(link.subscribe(GROUP, Joining.plain().withBearer("token")));
    isMissing(link.members(GROUP, ""));
    platform.advance(0);
    assertThat(channel.sent).isEmpty();
  }

  private static void isMissing(CompletableFuture<?> future) {
    NatterException error = Waiting.failureOf(future);
    assertThat(error.code()).isEqualTo(501);
    assertThat(error.canRetry()).isFalse();
  }

  @Test
  void aMessageGoesOutWithoutAKey() {
    CompletableFuture<Published> published = link.publish(GROUP, "1", "key");
    platform.advance(0);
    assertThat(channel.sent.get(0).get("pub").has("key")).isFalse();
    channel.answer(202, "");
    assertThat(Waiting.get(published).at()).isEqualTo(platform.nowMs());
  }

  @Test
  void withoutCountsSomethingIsUnreadWhenItIsNewerThanOneWasThere() {
    CompletableFuture<List<StoredContact>> contacts = link.contacts();
    platform.advance(0);
    assertThat(channel.sent.get(0).get("get").has("subs")).isFalse();
    String id = channel.sent.get(0).get("get").get("id").textValue();
    String entry = "{'topic':'" + GROUP + "','updated':'2026-01-05T09:00:00Z','mode':'RWP'";
    channel.come(
        "{'meta':{'id':'" + id + "','topic':'me','ts':'" + FakeChannel.TS + "','sub':["
            + entry + ",'lastMsg':'2026-01-05T09:00:00Z'},"
            + entry + ",'lastMsg':'2026-01-05T09:00:00Z','seen':{'when':'2026-01-05T09:00:00Z'}},"
            + entry + "}]}}");
    assertThat(Waiting.get(contacts)).extracting(StoredContact::unread).containsExactly(1, 0, 0);
  }

  @Test
  void requestsTakeAsLongAsTheLinkAllows() {
    CompletableFuture<Void> hasty = link.within(1_000).leave("me", false);
    platform.advance(999);
    assertThat(hasty).isNotDone();
    platform.advance(1);
    assertThat(Waiting.failureOf(hasty).canRetry()).isTrue();
  }

  @Test
  void cancellingReachesTheWire() {
    CompletableFuture<Void> unsent = link.leave("me", false);
    unsent.cancel(false);
    platform.advance(0);
    assertThat(channel.sent).isEmpty();
  }

  @Test
  void anAnswerThatIsNoneIsAnErrorAndNotAnEternalWait() {
    CompletableFuture<?> described = link.describe(GROUP);
    platform.advance(0);
    String id = channel.sent.get(0).get("get").get("id").textValue();
    channel.come("{'meta':{'id':'" + id + "','topic':'" + GROUP + "','ts':'" + FakeChannel.TS + "'}}");
    NatterException error = Waiting.failureOf(described);
    assertThat(error.code()).isEqualTo(NatterException.NO_ANSWER);
    assertThat(error.canRetry()).isFalse();
  }
}
