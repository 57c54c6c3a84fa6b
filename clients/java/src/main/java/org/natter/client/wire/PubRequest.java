package org.natter.client.wire;

import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;

/** {pub}: say something. */
public final class PubRequest extends Request {
  /**
   * @param topic the topic to publish in
   * @param json the content, any JSON but {@code null}; it goes out byte for byte, as a retry with a key must repeat it
   */
  public PubRequest(String topic, String json) {
    super("pub", topic, new Members("topic", "key", "content"));
    members.put("content", new POJONode(new RawValue(json)));
  }

  /** The client's name for this message: with the same one it is stored once. */
  public PubRequest key(String value) {
    members.put("key", value);
    return this;
  }
}
