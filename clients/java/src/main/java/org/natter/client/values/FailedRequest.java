package org.natter.client.values;

import java.io.Serializable;

/** Which request failed; never its secrets or payload. */
public final class FailedRequest implements Serializable {
  private static final long serialVersionUID = 1;

  private final String word;
  private final String topic;

  /**
   * @param word the word of the wire: {@code acc}, {@code login}, {@code sub} …
   * @param topic null where the request has none
   */
  public FailedRequest(String word, String topic) {
    this.word = word;
    this.topic = topic;
  }

  /** The word of the wire: {@code acc}, {@code login}, {@code sub} … */
  public String word() {
    return word;
  }

  /** null where the request has none */
  public String topic() {
    return topic;
  }

  @Override
  public String toString() {
    return topic == null ? word : word + " " + topic;
  }
}
