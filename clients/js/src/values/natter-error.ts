// The one class of errors: a refusal of the server, or a request that got no answer.

/** Which request failed; never its secrets or payload. */
export interface FailedRequest {
  readonly word: string;
  readonly topic?: string | undefined;
}

/** Codes of errors that no server sent. */
export const noAnswer = 0;

export class NatterError extends Error {
  override readonly name = "NatterError";
  /** as of the server's {ctrl}, 400 to 599; 0 when there was no answer: timeout, abort, lost connection */
  readonly code: number;
  /** as the server said it, or what happened here */
  readonly text: string;
  readonly request: FailedRequest | undefined;
  /** The same request may succeed later. False: it will not, unless something else changes. */
  readonly canRetry: boolean;

  constructor(
    code: number,
    text: string,
    request?: FailedRequest,
    details: {
      readonly detail?: unknown;
      readonly canRetry?: boolean | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super([request?.word, request?.topic, code || "", text, details.detail].filter(Boolean).join(" "), {
      cause: details.cause,
    });
    this.code = code;
    this.text = text;
    this.request = request;
    this.canRetry = details.canRetry ?? (code === noAnswer || (code >= 500 && code !== 501));
  }
}
