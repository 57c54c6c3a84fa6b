package org.natter.client.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.natter.client.FakePlatform;
import org.natter.client.values.NatterException;

/** Mistakes of the application fail as the refusals of a server do, and nothing is sent. */
class MistakesTest {
  private final Stage stage = Stage.online();
  private final ModelClient<String, String, Object> client = stage.client;

  /** Jackson finds no members in it. */
  private static final class Unwritable {}

  /** Of which a getter throws. */
  public static final class Throwing {
    public int getSize() {
      throw new UnsupportedOperationException("no size");
    }
  }

  @Test
  void whatJacksonCannotWriteFailsWith400() {
    Topic<String, String, Object> topic = stage.openGroup();
    stage.asked();
    for (Object content : new Object[] {new Unwritable(), new Throwing()}) {
      assert400(topic.publish(content));
      assert400(topic.requestAccess("RWP", content));
      assert400(topic.change(About.<String>nothing().withPrivate(content)));
      assert400(client.me().change(About.<String>nothing().withPrivate(content)));
      assert400(client.createGroup(About.<String>nothing().withPrivate(content)));
      assert400(client.createAccount("carol", "carol123", About.<String>nothing().withPrivate(content)));
    }
    assertThat(stage.asked()).isEmpty();
    assertThat(topic.getSnapshot().messages()).isEmpty();
  }

  private void assert400(CompletableFuture<?> future) {
    NatterException error = stage.fail(future);
    assertThat(error.code()).isEqualTo(400);
    assertThat(error.canRetry()).isFalse();
    assertThat(error.getCause()).isNotNull();
  }

  @Test
  void aConversationNeedsTwo() {
    FakePlatform platform = new FakePlatform();
    Stage nobody = new Stage(platform, new FakeServer(platform), new MemoryCache());
    assertThatThrownBy(() -> nobody.client.topic(Stage.OTHER)).satisfies(is(401));
    assertThatThrownBy(() -> client.topic(FakeServer.USER)).satisfies(is(400));
    assertThatThrownBy(() -> client.topic("usr")).satisfies(is(400));
  }

  private static Consumer<Throwable> is(int code) {
    return thrown ->
        assertThat(thrown).isInstanceOfSatisfying(NatterException.class, error -> assertThat(error.code()).isEqualTo(code));
  }
}
