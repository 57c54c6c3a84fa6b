package org.natter.client.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.natter.client.values.Times;

/** All that came for one request. */
public final class Answer {
  private Ctrl ctrl;
  private Info info;
  private List<SubEntry> subs;
  /** by time */
  private final NavigableMap<Long, Data> data = new TreeMap<>();

  Answer() {}

  void add(Ctrl came) {
    ctrl = came;
  }

  void add(Meta came) {
    if (came.info() != null) info = came.info();
    if (came.subs() != null) subs = came.subs();
  }

  /** @return false: it came before, live or in the page, and now the other way */
  boolean add(Data came) {
    return data.put(Times.parse(came.ts()), came) == null;
  }

  boolean isBegun() {
    return !data.isEmpty();
  }

  /** What was published after the page was read is newer than all of it, and no part of the answer. */
  List<Data> takeLive() {
    int count = ctrl == null ? data.size() : ctrl.params().path("count").asInt(data.size());
    LinkedList<Data> live = new LinkedList<>();
    while (data.size() > count) live.addFirst(data.pollLastEntry().getValue());
    return live;
  }

  /** null for {get} of {@code info} and {@code sub}, whose {meta} is the answer */
  public Ctrl ctrl() {
    return ctrl;
  }

  /** null unless it was asked for */
  public Info info() {
    return info;
  }

  /** null unless it was asked for */
  public List<SubEntry> subs() {
    return subs;
  }

  /** The messages that were asked for, the oldest first. */
  public List<Data> data() {
    return Collections.unmodifiableList(new ArrayList<>(data.values()));
  }
}
