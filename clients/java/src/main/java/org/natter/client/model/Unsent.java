package org.natter.client.model;

import org.natter.client.values.NatterException;

/** A message that the server has not stored yet, as it is kept over a restart. */
final class Unsent {
  final String key;
  /** the content as it travels */
  final String json;
  /** ms since the epoch */
  final long at;
  /** why it was refused, so that it waits for the user; null: it is to be sent */
  final NatterException error;
  /** it was on its way once, and nobody knows whether it arrived */
  final boolean isInDoubt;

  /** To be sent. After a restart nobody knows how far it came. */
  Unsent(String key, String json, long at) {
    this(key, json, at, null, true);
  }

  private Unsent(String key, String json, long at, NatterException error, boolean isInDoubt) {
    this.key = key;
    this.json = json;
    this.at = at;
    this.error = error;
    this.isInDoubt = isInDoubt;
  }

  /** The same, refused. */
  Unsent refused(NatterException why, boolean mayHaveArrived) {
    return new Unsent(key, json, at, why, mayHaveArrived);
  }
}
