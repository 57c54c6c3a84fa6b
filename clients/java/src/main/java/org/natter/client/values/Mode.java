package org.natter.client.values;

/**
 * An access mode: a set of letters (spec: 0.4 §4.1). R read, W write, P presence, S manage members, D delete for all, O
 * own; X, banned, overrides all others. Immutable.
 *
 * <p>What one may really do is {@code want.common(given)}.
 */
public final class Mode {
  private static final String LETTERS = "RWPSDO";
  private static final int BANNED_BIT = 1 << LETTERS.length();

  /** Nothing; written {@code N}. */
  public static final Mode NONE = new Mode(0);

  /** Banned; written {@code X}. */
  public static final Mode BANNED = new Mode(BANNED_BIT);

  private final int bits;

  private Mode(int bits) {
    this.bits = bits;
  }

  /**
   * Capitals in any order, repeated or not; X beside others leaves X alone.
   *
   * @return null for another letter, for N beside another, and for an empty text (which asks for the default and is no
   *     mode)
   */
  public static Mode parse(String text) {
    if (text.isEmpty()) return null;
    if (text.matches("N+")) return NONE;
    int bits = 0;
    for (int at = 0; at < text.length(); at++) {
      int bit = (LETTERS + "X").indexOf(text.charAt(at));
      if (bit < 0) return null;
      bits |= 1 << bit;
    }
    return (bits & BANNED_BIT) == 0 ? new Mode(bits) : BANNED;
  }

  /** What holds when both must agree. */
  public Mode common(Mode other) {
    return ((bits | other.bits) & BANNED_BIT) == 0 ? new Mode(bits & other.bits) : BANNED;
  }

  /** Does this mode grant all of another? A banned one grants nothing. */
  public boolean includes(Mode other) {
    return (bits & BANNED_BIT) == 0 && (bits & other.bits) == other.bits;
  }

  /**
   * May one who has these letters do what this letter allows?
   *
   * @param letters null, or text that is no mode, allows nothing
   */
  public static boolean can(String letters, String letter) {
    Mode has = letters == null ? null : parse(letters);
    Mode needs = parse(letter);
    return has != null && needs != null && has.includes(needs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mode && ((Mode) other).bits == bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  /** {@code RWPSDO} in this order, {@code N} for none of them, {@code X} for banned. */
  @Override
  public String toString() {
    if (equals(BANNED)) return "X";
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < LETTERS.length(); bit++) {
      if ((bits & 1 << bit) != 0) text.append(LETTERS.charAt(bit));
    }
    return text.length() == 0 ? "N" : text.toString();
  }
}
