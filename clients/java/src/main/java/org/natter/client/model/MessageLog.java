package org.natter.client.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The messages of a topic as far as they are here: one run without a hole, ascending, each once. After a gap, what comes live
 * waits ahead of the run until the pages in between have arrived.
 */
final class MessageLog<C> {
  /** Beyond this the older half is let go. */
  static final int MOST = 20_000;

  private List<Message<C>> run = Collections.emptyList();
  private List<Message<C>> ahead = Collections.emptyList();
  private boolean isLevel;
  private boolean hasEarlier = true;

  /** Never changes. */
  List<Message<C>> messages() {
    return run;
  }

  /** No message is missing after the run. */
  boolean isLevel() {
    return isLevel;
  }

  /** There is more before the run, as far as is known. */
  boolean hasEarlier() {
    return hasEarlier;
  }

  /** null: there is none */
  Message<C> newest() {
    return run.isEmpty() ? null : run.get(run.size() - 1);
  }

  /** The position of the oldest; null: there is none */
  Long first() {
    return run.isEmpty() ? null : run.get(0).position();
  }

  /** The position of the newest; null: there is none */
  Long last() {
    return run.isEmpty() ? null : newest().position();
  }

  /** The run is what was kept from an earlier time. */
  void restore(List<Message<C>> messages, boolean isMoreThere) {
    run = merge(Collections.emptyList(), messages);
    hasEarlier = isMoreThere;
  }

  /** Messages may be missing from now on. */
  void lose() {
    isLevel = false;
    ahead = Collections.emptyList();
  }

  /** A message that was just published. */
  void live(Message<C> message) {
    List<Message<C>> one = Collections.singletonList(message);
    if (isLevel) append(one);
    else ahead = merge(ahead, one);
  }

  /** The next messages after the run. */
  void append(List<Message<C>> messages) {
    run = merge(run, messages);
    if (run.size() <= MOST) return;
    run = new ArrayList<>(run.subList(run.size() - MOST / 2, run.size()));
    hasEarlier = true;
  }

  /** Nothing lies between the run and what came live. */
  void level() {
    isLevel = true;
    append(ahead);
    ahead = Collections.emptyList();
  }

  /** The messages just before the run. @param isAll nothing comes before them */
  void prepend(List<Message<C>> messages, boolean isAll) {
    run = merge(run, messages);
    hasEarlier = !isAll;
  }

  /** What is older was deleted. */
  void eraseBefore(long position) {
    ahead = from(position, ahead);
    if (run.isEmpty() || run.get(0).position() >= position) return;
    run = from(position, run);
    hasEarlier = false;
  }

  private static <C> List<Message<C>> from(long position, List<Message<C>> messages) {
    return messages.stream().filter(one -> one.position() >= position).collect(Collectors.toList());
  }

  /** Both ascending or not; each position once, the first one stays. */
  private static <C> List<Message<C>> merge(List<Message<C>> run, List<Message<C>> more) {
    if (more.isEmpty()) return run;
    List<Message<C>> all = new ArrayList<>(run.size() + more.size());
    all.addAll(run);
    boolean isNewest = run.isEmpty() || more.get(0).position() > run.get(run.size() - 1).position();
    // the usual case
    if (more.size() == 1 && isNewest) {
      all.add(more.get(0));
      return all;
    }
    Set<Long> known = new HashSet<>();
    for (Message<C> message : run) known.add(message.position());
    for (Message<C> message : more) if (known.add(message.position())) all.add(message);
    all.sort(Comparator.comparingLong(Message::position));
    return all;
  }
}
