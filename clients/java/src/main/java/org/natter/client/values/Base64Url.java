package org.natter.client.values;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Base64 with the URL alphabet and without padding (RFC 4648 §5), as ids and keys are written. Canonical spellings only.
 * Android has {@code java.util.Base64} only from API level 26 on.
 */
final class Base64Url {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int[] VALUES = new int[128];

  static {
    Arrays.fill(VALUES, -1);
    for (int value = 0; value < ALPHABET.length(); value++) VALUES[ALPHABET.charAt(value)] = value;
  }

  private Base64Url() {}

  static String format(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 4 / 3 + 1);
    int bits = 0;
    int count = 0;
    for (byte one : bytes) {
      bits = bits << 8 | one & 0xff;
      for (count += 8; count >= 6; count -= 6) text.append(ALPHABET.charAt(bits >> (count - 6) & 63));
    }
    if (count > 0) text.append(ALPHABET.charAt(bits << (6 - count) & 63));
    return text.toString();
  }

  /** null for padding, other characters, an impossible length, spare bits that are set */
  static byte[] parse(String text) {
    if (text.length() % 4 == 1) return null;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() * 3 / 4);
    int bits = 0;
    int count = 0;
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      int value = letter < VALUES.length ? VALUES[letter] : -1;
      if (value < 0) return null;
      bits = bits << 6 | value;
      count += 6;
      if (count >= 8) {
        count -= 8;
        bytes.write(bits >> count);
      }
    }
    boolean isCanonical = (bits & (1 << count) - 1) == 0;
    return isCanonical ? bytes.toByteArray() : null;
  }
}
