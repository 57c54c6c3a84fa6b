package org.natter.client.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A part of the history. Immutable. */
public final class Page {
  private final List<StoredMessage> messages;
  private final boolean isFull;

  /** A copy of the messages, ascending. */
  public Page(List<StoredMessage> messages, boolean isFull) {
    this.messages = Collections.unmodifiableList(new ArrayList<>(messages));
    this.isFull = isFull;
  }

  /** Ascending by position. */
  public List<StoredMessage> messages() {
    return messages;
  }

  /** As many came as were asked for, so there may be more. */
  public boolean isFull() {
    return isFull;
  }
}
