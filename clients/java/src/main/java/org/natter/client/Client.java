package org.natter.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Executor;
import okhttp3.OkHttpClient;
import org.natter.client.bridge.Over04;
import org.natter.client.model.Cache;
import org.natter.client.model.ModelClient;
import org.natter.client.model.ModelOptions;
import org.natter.client.model.PayloadTypes;
import org.natter.client.values.Platform;
import org.natter.client.values.StandardPlatform;
import org.natter.client.wire.DialOptions;
import org.natter.client.wire.TransportName;

/**
 * A client of Natter: the model over the 0.4 wire.
 *
 * <pre>{@code
 * Client<Profile, GroupInfo, Msg> client =
 *     Client.builder(url, apiKey)
 *         .types(PayloadTypes.of(Profile.class, GroupInfo.class, Msg.class))
 *         .cache(new FileCache(folder))
 *         .build();
 * }</pre>
 *
 * @param <U> the profile of a user
 * @param <G> what is public of a group
 * @param <C> what is said in a message
 */
public final class Client<U, G, C> extends ModelClient<U, G, C> {
  private Client(DialOptions dial, ModelOptions<U, G, C> options) {
    super(new Over04(dial), options);
  }

  /**
   * Payloads are JSON until {@link Builder#types} says otherwise.
   *
   * @param url {@code http://host:port} or {@code https://…}, with a path before {@code /v0} where the server is behind one
   * @param apiKey names the application
   */
  public static Builder<JsonNode, JsonNode, JsonNode> builder(String url, String apiKey) {
    Platform platform = new StandardPlatform();
    return new Builder<>(
        DialOptions.builder(url, apiKey).platform(platform), new ModelOptions<>(PayloadTypes.json(), platform));
  }

  /** Sets what is not as usual. */
  public static final class Builder<U, G, C> {
    private final DialOptions.Builder dial;
    private final ModelOptions<U, G, C> options;

    private Builder(DialOptions.Builder dial, ModelOptions<U, G, C> options) {
      this.dial = dial;
      this.options = options;
    }

    /** The application's own types; of the builder that this returns. */
    public <A, B, D> Builder<A, B, D> types(PayloadTypes<A, B, D> value) {
      return new Builder<>(dial, options.types(value));
    }

    /** Where to keep what was seen and what is not sent yet. Default: in memory, so nothing outlives the process. */
    public Builder<U, G, C> cache(Cache value) {
      options.cache(value);
      return this;
    }

    /**
     * On which listeners and futures are called: of an Android screen the one of the main thread. They are called one after
     * the other even where it has many threads. Default: a daemon thread of the client's own.
     */
    public Builder<U, G, C> callbackExecutor(Executor value) {
      options.callbackExecutor(value);
      return this;
    }

    /** What connections are made with: proxies, certificates, interceptors. Default: one of the client's own. */
    public Builder<U, G, C> httpClient(OkHttpClient value) {
      dial.httpClient(value);
      return this;
    }

    /**
     * In the order in which they are tried. Default: WebSocket, then long polling.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Builder<U, G, C> transports(TransportName... value) {
      dial.transports(value);
      return this;
    }

    /** How long a login token lives, as {@code 24h}; at most a week. Default: what the server gives, 12 hours. */
    public Builder<U, G, C> tokenLife(String value) {
      options.tokenLife(value);
      return this;
    }

    /**
     * Names this client instance to the server, 1 to 128 characters: that of a {@link org.natter.client.model.Login} that the
     * application kept, or one of its own. Default: the one in the cache, or a new one at random.
     */
    public Builder<U, G, C> tag(String value) {
      options.tag(value);
      return this;
    }

    /** Be seen as online and have the list of topics, after login. Default: true. */
    public Builder<U, G, C> attachesMe(boolean value) {
      options.attachesMe(value);
      return this;
    }

    /** What a request may take, waiting for a connection included. Default: 30 s. */
    public Builder<U, G, C> timeoutMs(long value) {
      options.timeoutMs(value);
      return this;
    }

    /** @throws IllegalArgumentException when the url is none */
    public Client<U, G, C> build() {
      return new Client<>(dial.build(), options);
    }
  }
}
