package org.natter.client.wire;

/** What nobody asked for. Called on the thread of the platform, which it must not keep waiting. */
public interface SessionListener {
  /** A message that is no part of an answer. */
  default void data(Data data) {}

  /** Presence. */
  default void pres(Pres pres) {}

  /** This session is not attached to the topic any more. */
  default void evicted(String topic) {}

  /** The session is over, without {@link Session#close} having been called; nothing comes after it. */
  default void closed(Ending ending) {}
}
