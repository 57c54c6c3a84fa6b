package org.natter.client.model;

/** What happens without being asked for. Called on the thread of the {@link org.natter.client.values.Platform}. */
public interface LinkListener {
  /** On {@code me} the content is a notice. */
  void message(String topic, StoredMessage message);

  /**
   * @param user null where it is about the topic itself
   * @param what a word of the wire: {@code on}, {@code off}, {@code upd} …
   */
  void presence(String topic, String user, String what);

  /** One is not attached to the topic any more. */
  void evicted(String topic);

  /** The link is over; nothing comes after it. */
  void closed(String text);
}
