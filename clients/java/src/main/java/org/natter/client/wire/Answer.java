package org.natter.client.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that came for one request. */
public final class Answer {
  private Ctrl ctrl;
  private Info info;
  private List<SubEntry> subs;
  /** by time, as they came */
  private final Map<String, Data> data = new LinkedHashMap<>();

  Answer() {}

  void add(Ctrl came) {
    ctrl = came;
  }

  void add(Meta came) {
    if (came.info() != null) info = came.info();
    if (came.subs() != null) subs = came.subs();
  }

  /** One that was just published may come twice. */
  void add(Data came) {
    data.put(came.ts(), came);
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

  /**
   * What came for the topic meanwhile, within the range that was asked for: the answer of {get data}, and what was
   * published since.
   */
  public List<Data> data() {
    return Collections.unmodifiableList(new ArrayList<>(data.values()));
  }
}
