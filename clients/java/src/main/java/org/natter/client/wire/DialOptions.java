package org.natter.client.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import okhttp3.OkHttpClient;
import org.natter.client.values.Platform;
import org.natter.client.values.StandardPlatform;

/** Where the server is and how to get there. Immutable. */
public final class DialOptions {
  private final String url;
  private final String apiKey;
  private final List<TransportName> transports;
  private final OkHttpClient httpClient;
  private final Platform platform;
  private final long pingMs;

  private DialOptions(Builder of) {
    url = of.url;
    apiKey = of.apiKey;
    transports = of.transports;
    httpClient = of.httpClient == null ? new OkHttpClient() : of.httpClient;
    platform = of.platform == null ? new StandardPlatform() : of.platform;
    pingMs = of.pingMs;
  }

  /**
   * @param url {@code http://host:port} or {@code https://…}, with a path before {@code /v0} where the server is behind
   *     one
   * @param apiKey names the application
   */
  public static Builder builder(String url, String apiKey) {
    return new Builder(url, apiKey);
  }

  /** {@code http://host:port} or {@code https://…} */
  public String url() {
    return url;
  }

  /** Names the application. */
  public String apiKey() {
    return apiKey;
  }

  /** In the order in which they are tried. */
  public List<TransportName> transports() {
    return transports;
  }

  /** What connections are made with. */
  public OkHttpClient httpClient() {
    return httpClient;
  }

  /** The clock, and the thread on which everything happens. */
  public Platform platform() {
    return platform;
  }

  long pingMs() {
    return pingMs;
  }

  /** Sets what is not as usual. */
  public static final class Builder {
    private final String url;
    private final String apiKey;
    private List<TransportName> transports =
        Collections.unmodifiableList(Arrays.asList(TransportName.WEBSOCKET, TransportName.LONGPOLL));
    private OkHttpClient httpClient;
    private Platform platform;
    private long pingMs = Network.PING_MS;

    private Builder(String url, String apiKey) {
      this.url = url;
      this.apiKey = apiKey;
    }

    /**
     * In the order in which they are tried. Default: WebSocket, then long polling.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Builder transports(TransportName... value) {
      if (value.length == 0) throw new IllegalArgumentException("no transport");
      transports = Collections.unmodifiableList(new ArrayList<>(Arrays.asList(value)));
      return this;
    }

    /**
     * The application's own: its connections, proxy, certificates and interceptors are used; its dispatcher, its pings and
     * its timeouts of reading and of calls are not. Default: one of the bindings' own.
     */
    public Builder httpClient(OkHttpClient value) {
      httpClient = value;
      return this;
    }

    /** Default: a {@link StandardPlatform} of its own. */
    public Builder platform(Platform value) {
      platform = value;
      return this;
    }

    /** For tests, which cannot wait so long. */
    Builder pingMs(long value) {
      pingMs = value;
      return this;
    }

    /** The options as they were set. */
    public DialOptions build() {
      return new DialOptions(this);
    }
  }
}
