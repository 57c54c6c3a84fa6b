package org.natter.client.model;

/** How a subscription began. */
public enum Subscribed {
  /** one hears what is said */
  ATTACHED,
  /** somebody has to approve */
  WAITING
}
