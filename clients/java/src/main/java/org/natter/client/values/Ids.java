package org.natter.client.values;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Names of users and topics (spec: 0.4 §5.1). Ids are canonical: one spelling each, so they are compared as texts. */
public final class Ids {
  private static final String USER = "usr";
  private static final String CONVERSATION = "p2p";
  private static final Pattern GROUP = Pattern.compile("grp[A-Za-z0-9_-]{1,64}");
  private static final int PREFIX = 3;

  private Ids() {}

  /** Is it the canonical spelling of a user id? */
  public static boolean isUserId(String text) {
    return numberOf(text) != 0;
  }

  /** Can a group have this name? */
  public static boolean isGroupName(String text) {
    return GROUP.matcher(text).matches();
  }

  /**
   * The conversation of two users, whatever their order.
   *
   * @throws IllegalArgumentException unless they are two different user ids
   */
  public static String p2pName(String one, String other) {
    long a = numberOf(one);
    long b = numberOf(other);
    if (a == 0 || b == 0 || a == b) throw new IllegalArgumentException("not two users: " + one + " " + other);
    ByteBuffer pair = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    pair.putLong(isBelow(a, b) ? a : b).putLong(isBelow(a, b) ? b : a);
    return CONVERSATION + Base64Url.format(pair.array());
  }

  /**
   * The two users of a conversation, the lower id first.
   *
   * @return null unless the name is canonical
   */
  public static List<String> p2pUsers(String name) {
    byte[] pair = bytesOf(name, CONVERSATION);
    if (pair == null || pair.length != 2 * Long.BYTES) return null;
    if (numberAt(pair, 0) == 0 || !isBelow(numberAt(pair, 0), numberAt(pair, Long.BYTES))) return null;
    String low = USER + Base64Url.format(Arrays.copyOf(pair, Long.BYTES));
    String high = USER + Base64Url.format(Arrays.copyOfRange(pair, Long.BYTES, pair.length));
    return Collections.unmodifiableList(Arrays.asList(low, high));
  }

  /**
   * The other one of a conversation.
   *
   * @param user null is nobody
   * @return null for a topic of another kind, or of others
   */
  public static String peerOf(String name, String user) {
    List<String> users = p2pUsers(name);
    if (users == null || !users.contains(user)) return null;
    return users.get(0).equals(user) ? users.get(1) : users.get(0);
  }

  /** null if no topic can have this name */
  public static TopicKind kindOf(String name) {
    if (name.equals("me")) return TopicKind.ME;
    if (isGroupName(name)) return TopicKind.GRP;
    return p2pUsers(name) == null ? null : TopicKind.P2P;
  }

  /** The number of a user id; 0 unless {@code text} is the canonical spelling of one. */
  private static long numberOf(String text) {
    byte[] bytes = bytesOf(text, USER);
    return bytes == null || bytes.length != Long.BYTES ? 0 : numberAt(bytes, 0);
  }

  private static byte[] bytesOf(String text, String prefix) {
    return text.startsWith(prefix) ? Base64Url.parse(text.substring(PREFIX)) : null;
  }

  private static long numberAt(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
  }

  /** The numbers have no sign. */
  private static boolean isBelow(long a, long b) {
    return a + Long.MIN_VALUE < b + Long.MIN_VALUE;
  }
}
