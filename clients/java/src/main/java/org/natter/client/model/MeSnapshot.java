package org.natter.client.model;

import java.util.Collections;
import java.util.List;

/**
 * The user's own topic. Immutable.
 *
 * @param <U> the profile of a user
 * @param <G> what is public of a group
 * @param <C> what is said in a message
 */
public final class MeSnapshot<U, G, C> {
  private final String user;
  private final Description<U, G> description;
  private final List<Contact<U, G, C>> contacts;
  private final List<Notice> notices;
  private final boolean isFresh;

  MeSnapshot(
      String user,
      Description<U, G> description,
      List<Contact<U, G, C>> contacts,
      List<Notice> notices,
      boolean isFresh) {
    this.user = user;
    this.description = description;
    this.contacts = Collections.unmodifiableList(contacts);
    this.notices = Collections.unmodifiableList(notices);
    this.isFresh = isFresh;
  }

  /** The id of who is logged in. null: nobody */
  public String user() {
    return user;
  }

  /** The own account. null: not known here yet */
  public Description<U, G> description() {
    return description;
  }

  /** The own topics; the one where something was said last comes first. */
  public List<Contact<U, G, C>> contacts() {
    return contacts;
  }

  /** Invitations, requests and news of them, the newest last. */
  public List<Notice> notices() {
    return notices;
  }

  /** The list is that of the server, not what was kept of it. */
  public boolean isFresh() {
    return isFresh;
  }
}
