// THE table of disconnect reasons: why the server ends a session, as websocket close code and text.
// 1001 and 1013 ask the client to come back (at once, after a while); 1008 asks it to change something first.
// Every overflow of a bounded queue that ends a session has its name here.

export interface CloseRow {
  /** websocket close code (RFC 6455 §7.4, IANA registry) */
  readonly code: number;
  /** close reason on the wire: at most 123 bytes of UTF-8 */
  readonly text: string;
  /** for the manual and the log */
  readonly sentence: string;
}

export const closes = {
  drain: {
    code: 1001,
    text: "server is going away",
    sentence: "The server is being stopped; connect again at once, elsewhere if you can.",
  },
  "ping-timeout": {
    code: 1001,
    text: "no answer to ping",
    sentence:
      "The client did not answer a ping in time, so the connection was taken for dead; connect again at once.",
  },
  binary: {
    code: 1003,
    text: "binary frames are not accepted",
    sentence: "The client sent a binary frame; a message is one JSON text frame.",
  },
  "credentials-changed": {
    code: 1008,
    text: "credentials were changed",
    sentence: "Another session of the user changed or deleted the password; log in with the new one.",
  },
  disabled: {
    code: 1008,
    text: "account is disabled",
    sentence: "The account was disabled or deleted.",
  },
  flood: {
    code: 1008,
    text: "too many requests",
    sentence: "The client went on sending although it was told to slow down.",
  },
  "login-timeout": {
    code: 1008,
    text: "no login in time",
    sentence: "The listener asks for a login and none came in time.",
  },
  "too-big": {
    code: 1009,
    text: "message is too big",
    sentence: "The client sent a message over the size limit, in one frame or in fragments.",
  },
  internal: {
    code: 1011,
    text: "internal error",
    sentence: "A defect of the server ended the session; the cause is in its log.",
  },
  "slow-consumer": {
    code: 1013,
    text: "client reads too slowly",
    sentence: "The queue of outgoing messages ran full; connect again and read on from the history.",
  },
} as const satisfies Readonly<Record<string, CloseRow>>;

export type CloseName = keyof typeof closes;
