package org.natter.client.values;

/** What a topic is. */
public enum TopicKind {
  /** one's own account: notices, presence of contacts */
  ME,
  /** a conversation of two users */
  P2P,
  /** a group */
  GRP
}
