package org.natter.client.values;

/** The one class of errors: a refusal of the server, or a request that got no answer. */
public final class NatterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The code of errors that no server sent. */
  public static final int NO_ANSWER = 0;

  private final int code;
  private final String text;
  private final FailedRequest request;
  private final boolean canRetry;

  /** One whose code says whether a retry can help. */
  public NatterException(int code, String text, FailedRequest request) {
    this(code, text, request, canHelp(code), null, null);
  }

  /**
   * @param text as the server said it, or what happened here
   * @param request null when it was not a request that failed
   * @param detail what the server added, for people; null for nothing
   * @param cause null where there is none
   */
  public NatterException(
      int code, String text, FailedRequest request, boolean canRetry, String detail, Throwable cause) {
    super(message(code, text, request, detail), cause);
    this.code = code;
    this.text = text;
    this.request = request;
    this.canRetry = canRetry;
  }

  /** Can a retry help, as far as the code tells? No answer, or the server failed for now. */
  public static boolean canHelp(int code) {
    return code == NO_ANSWER || (code >= 500 && code != 501);
  }

  /** As of the server's {@code {ctrl}}, 400 to 599; 0 when there was no answer: timeout, lost connection. */
  public int code() {
    return code;
  }

  /** As the server said it, or what happened here. */
  public String text() {
    return text;
  }

  /** null when it was not a request that failed */
  public FailedRequest request() {
    return request;
  }

  /** The same request may succeed later. False: it will not, unless something else changes. */
  public boolean canRetry() {
    return canRetry;
  }

  private static String message(int code, String text, FailedRequest request, String detail) {
    StringBuilder message = new StringBuilder();
    if (request != null) message.append(request).append(' ');
    if (code != NO_ANSWER) message.append(code).append(' ');
    message.append(text);
    if (detail != null) message.append(' ').append(detail);
    return message.toString();
  }
}
