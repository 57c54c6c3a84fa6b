package org.natter.client.bridge;

import java.util.concurrent.CompletableFuture;
import org.natter.client.model.Backend;
import org.natter.client.model.Link;
import org.natter.client.model.LinkListener;
import org.natter.client.values.Futures;
import org.natter.client.wire.Data;
import org.natter.client.wire.DialOptions;
import org.natter.client.wire.Dialer;
import org.natter.client.wire.Ending;
import org.natter.client.wire.Pres;
import org.natter.client.wire.SessionListener;

/** Opens links over the 0.4 wire. */
public final class Over04 implements Backend {
  private final Dialer dialer;

  /** @throws IllegalArgumentException when the url is none */
  public Over04(DialOptions options) {
    dialer = new Dialer(options);
  }

  @Override
  public CompletableFuture<Link> open(LinkListener listener) {
    return Futures.map(dialer.open(new Heard(listener)), Link04::new);
  }

  /** Hands on what the session hears, in the words of the model. */
  private static final class Heard implements SessionListener {
    private final LinkListener listener;

    Heard(LinkListener listener) {
      this.listener = listener;
    }

    @Override
    public void data(Data data) {
      listener.message(data.topic(), Rows.messageOf(data));
    }

    @Override
    public void pres(Pres pres) {
      listener.presence(pres.topic(), pres.user(), pres.what());
    }

    @Override
    public void evicted(String topic) {
      listener.evicted(topic);
    }

    @Override
    public void closed(Ending ending) {
      listener.closed(ending.text());
    }
  }
}
