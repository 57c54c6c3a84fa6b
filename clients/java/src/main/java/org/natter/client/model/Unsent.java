package org.natter.client.model;

/** A message that the server has not stored yet, as it is kept over a restart. */
final class Unsent {
  final String key;
  /** the content as it travels */
  final String json;
  /** ms since the epoch */
  final long at;

  Unsent(String key, String json, long at) {
    this.key = key;
    this.json = json;
    this.at = at;
  }
}
