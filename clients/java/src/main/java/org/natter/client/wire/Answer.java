package org.natter.client.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.natter.client.values.Times;

/** All that came for one request. */
public final class Answer {
  private Ctrl ctrl;
  private Info info;
  private List<SubEntry> subs;
  /** what came once, by time: a part of the page, or news */
  private final NavigableMap<Long, Data> once = new TreeMap<>();
  /** by time; until all has come, what came twice: live, and in the page */
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
    Long at = Times.parse(came.ts());
    if (once.remove(at) == null) {
      once.put(at, came);
      return true;
    }
    data.put(at, came);
    return false;
  }

  boolean isBegun() {
    return !once.isEmpty() || !data.isEmpty();
  }

  /** What was published after the page was read is newer than all else that came once, and no part of the answer. */
  List<Data> takeLive() {
    int count = ctrl == null ? 0 : ctrl.params().path("count").asInt(Integer.MAX_VALUE);
    while (!once.isEmpty() && data.size() < count) {
      Map.Entry<Long, Data> next = once.pollFirstEntry();
      data.put(next.getKey(), next.getValue());
    }
    return new ArrayList<>(once.values());
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
