package org.natter.client.model;

/** What a server may offer beyond the plain protocol. */
public enum Feature {
  /** a publish with a key is stored once, however often it is repeated */
  KEY,
  /** groups that are joined by a token, and lists of members by pages */
  BEARER,
  /** search, and tags to be found by */
  FIND,
  /** unread counts and last messages in the list of contacts */
  INBOX
}
