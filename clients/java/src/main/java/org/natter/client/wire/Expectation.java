package org.natter.client.wire;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.natter.client.values.Times;

/** When a request is answered, and which {data} belong to it. */
final class Expectation {
  private static final int OK = 200;
  private static final int ALREADY_SUBSCRIBED = 304;

  private final String word;
  private final String topic;
  private final boolean isHistory;
  private final long since;
  private final long before;
  private int metas;
  private boolean needsCtrl;

  static Expectation of(Request request) {
    return new Expectation(request);
  }

  private Expectation(Request request) {
    word = request.word();
    topic = request.topic();
    boolean isGet = word.equals("get");
    String asked = request.text(isGet ? "what" : "get");
    Set<String> words = new HashSet<>(Arrays.asList((asked == null ? "" : asked).split("\\s+")));
    isHistory = isGet && words.contains("data");
    since = timeOr(request.text("browse", "since"), Long.MIN_VALUE);
    before = timeOr(request.text("browse", "before"), Long.MAX_VALUE);
    String mode = request.text("sub", "mode");
    boolean bansOneself = word.equals("sub") && mode != null && mode.contains("X");
    metas = bansOneself ? 0 : (words.contains("info") ? 1 : 0) + (words.contains("sub") ? 1 : 0);
    needsCtrl = !isGet || isHistory || "fnd".equals(topic) || metas == 0;
  }

  private static long timeOr(String text, long otherwise) {
    Long time = text == null ? null : Times.parse(text);
    return time == null ? otherwise : time;
  }

  /** Is it a part of the answer, or may it be one? */
  boolean claims(Data data) {
    if (!isHistory || !data.topic().equals(topic)) return false;
    Long at = Times.parse(data.ts());
    return at != null && at >= since && at < before;
  }

  void came(Ctrl success) {
    needsCtrl = false;
    boolean isAttached = success.code() == OK || success.code() == ALREADY_SUBSCRIBED;
    // one who is not attached gets nothing of what was asked for besides
    if (word.equals("get") || (word.equals("sub") && !isAttached)) metas = 0;
  }

  void came(Meta part) {
    metas--;
  }

  boolean isMet() {
    return !needsCtrl && metas <= 0;
  }
}
