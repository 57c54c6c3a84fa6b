package org.natter.client.values;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An API key (spec: 0.4 §1.2): which application a client is of. Only the server can check the signature. Immutable.
 */
public final class ApiKey {
  private static final int LENGTH = 24;
  private static final int VERSION_AT = 0;
  private static final int APP_AT = 1;
  private static final int SEQUENCE_AT = 5;
  private static final int ROOT_AT = 7;

  private final long app;
  private final int sequence;
  private final boolean isRoot;

  private ApiKey(long app, int sequence, boolean isRoot) {
    this.app = app;
    this.sequence = sequence;
    this.isRoot = isRoot;
  }

  /**
   * What a key says of itself.
   *
   * @return null unless it has the form of one
   */
  public static ApiKey parse(String key) {
    byte[] bytes = Base64Url.parse(key);
    if (bytes == null || bytes.length != LENGTH || bytes[VERSION_AT] != 1) return null;
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long app = view.getInt(APP_AT) & 0xffff_ffffL;
    if (app == 0) return null;
    return new ApiKey(app, view.getShort(SEQUENCE_AT) & 0xffff, bytes[ROOT_AT] == 1);
  }

  /** The number of the application, 1 to 2³² − 1. */
  public long app() {
    return app;
  }

  /** 0 to 65535; its meaning is the operator's. */
  public int sequence() {
    return sequence;
  }

  /** Is it a root key? */
  public boolean isRoot() {
    return isRoot;
  }
}
