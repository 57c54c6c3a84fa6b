// THE table of answers: every refusal that a rule may return, and every success. Codes and texts: spec 0.4 §1.7.
// A refusal is returned, never thrown; nothing of the request was done when it is sent.
// `text` goes to the client, `cause` into the manual. Texts may change, names and codes may not.

export interface Row {
  readonly code: number;
  /** `text` of the {ctrl} */
  readonly text: string;
  /** when this is the answer, one sentence */
  readonly cause: string;
}

export const faults = {
  malformed: {
    code: 400,
    text: "malformed message",
    cause: "The packet, one of its members, a name or a mode is not of the form that the protocol asks for.",
  },
  "authentication-required": {
    code: 401,
    text: "authentication required",
    cause: "The request needs a logged-in session.",
  },
  "authentication-failed": {
    code: 401,
    text: "authentication failed",
    cause: "Wrong user name, password or token; the answer does not tell which.",
  },
  "unknown-scheme": {
    code: 401,
    text: "unknown or missing authentication scheme",
    cause: "The scheme is none of those that this server accepts.",
  },
  "permission-denied": {
    code: 403,
    text: "access denied",
    cause: "The user lacks a permission for it, is banned there, or the account is disabled.",
  },
  "bearer-token": {
    code: 403,
    text: "access denied",
    cause:
      "The token does not open the group; whether the group has one, or had this one, the answer does not tell.",
  },
  "api-key": {
    code: 403,
    text: "Valid API key is required",
    cause: "The HTTP request carries no API key of this server.",
  },
  "session-expired": {
    code: 403,
    text: "Invalid or expired session id",
    cause: "There is no long-polling session of this id, or no more.",
  },
  "topic-not-found": {
    code: 404,
    text: "topic not found",
    cause: "There is no such topic.",
  },
  "user-not-found": {
    code: 404,
    text: "user not found or offline",
    cause: "There is no such user, or the account cannot be contacted.",
  },
  "already-authenticated": {
    code: 409,
    text: "already authenticated",
    cause: "The session is logged in; a session never changes its user.",
  },
  "duplicate-credential": {
    code: 409,
    text: "duplicate credential",
    cause: "The user name is taken.",
  },
  "must-attach": {
    code: 409,
    text: "must attach first",
    cause: "The session is not attached to the topic; send {sub} first.",
  },
  "out-of-sequence": {
    code: 409,
    text: "command out of sequence",
    cause: "The packet is of another protocol version than the one the session speaks.",
  },
  "key-used": {
    code: 409,
    text: "key already used",
    cause: "A message with this key but other content was published before.",
  },
  "group-full": {
    code: 422,
    text: "too many subscribers",
    cause: "All places of the group are taken.",
  },
  internal: {
    code: 500,
    text: "internal error",
    cause: "A defect of the server; the cause is in its log.",
  },
  storage: {
    code: 500,
    text: "internal error",
    cause: "The store is not available; whoever reads only may try again, whoever wrote must look first.",
  },
  "not-implemented": {
    code: 501,
    text: "not implemented",
    cause: "The request uses an extension that this server has switched off.",
  },
  "try-later": {
    code: 503,
    text: "try again later",
    cause: "Over a rate limit, or a queue is full; the session goes on.",
  },
} as const satisfies Readonly<Record<string, Row>>;

export type FaultName = keyof typeof faults;

/** A request that was refused. `detail` says to the developer of a client what exactly; never a secret, never another user's data. */
export interface Refusal {
  readonly fault: FaultName;
  readonly detail?: string;
}

export function refuse(fault: FaultName, detail?: string): Refusal {
  return detail === undefined ? { fault } : { fault, detail };
}

export const answers = {
  ok: { code: 200, text: "ok", cause: "Done." },
  "logged-in": { code: 200, text: "OK", cause: "The session is logged in." },
  created: { code: 201, text: "created", cause: "The session is open, or the account was created." },
  accepted: {
    code: 202,
    text: "message accepted for delivery",
    cause: "The message is stored and has its place in the history.",
  },
  pending: {
    code: 202,
    text: "message accepted for delivery",
    cause: "The subscription is stored but does not include R yet; the session is not attached.",
  },
  evicted: {
    code: 205,
    text: "evicted from topic",
    cause: "The session lost the topic, and nothing of it follows; nobody asked for this packet.",
  },
  "already-subscribed": { code: 304, text: "already subscribed", cause: "The session was attached already." },
  "not-joined": { code: 304, text: "not joined", cause: "The session was not attached." },
} as const satisfies Readonly<Record<string, Row>>;

export type AnswerName = keyof typeof answers;
