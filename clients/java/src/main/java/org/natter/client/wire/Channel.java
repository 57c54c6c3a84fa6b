package org.natter.client.wire;

/**
 * How texts travel: the interface of both transports. A channel knows nothing of what the texts mean, but for the greeting
 * of long polling. It begins to connect when it is made. All of it happens on the thread of the platform.
 */
interface Channel {
  /** Queues a text; texts arrive in order. */
  void send(String text);

  /** Ends it; nothing is heard of it any more. */
  void close();

  /** Hears a channel. */
  interface Listener {
    /** The first one shows that connecting worked. */
    void packet(String text);

    /** Once, and nothing after it. */
    void closed(Ending ending);
  }
}
