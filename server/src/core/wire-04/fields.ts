// Every member of every client message: its type, whether it must be there, what it means (spec: 0.4 §2, extensions §2).
// One truth: the decoders read by these tables (read.ts) and the manual's field tables are made from them.
// The wire is locked: fields.test.ts pins a hash of the tables beside the version.
import type { Mode } from "../access/mode.ts";
import type { Time } from "../time.ts";
import type { UserId } from "../ids.ts";
import type { Json } from "../state.ts";
import type { AskedMode, Patch } from "../vocabulary.ts";

/** The version that the greeting tells and that the tables below describe. */
export const version = "0.4";

/** What a member of one of the plain types becomes when it was read. */
export interface Plain {
  string: string;
  boolean: boolean;
  /** a whole number, zero or more */
  count: number;
  /** RFC 3339 text on the wire */
  time: Time;
  /** Go duration text on the wire; ms, may be negative or have a fraction */
  duration: number;
  /** access mode letters on the wire; the empty string asks for the default */
  mode: AskedMode;
  /** access mode letters without O: what everybody gets cannot be ownership */
  defaultMode: AskedMode;
  /** what a token of a group gives: letters of R W P on the wire, R among them */
  tokenMode: Mode;
  /** words by which one is found, folded; the string U+2421 is none of them */
  tags: readonly string[];
  /** a user id on the wire; the empty string is as good as no member */
  user: UserId;
  /** words separated by white space; the ones that mean nothing are ignored */
  words: readonly string[];
  /** any JSON, kept as the client wrote it */
  json: Json;
  /** any JSON, kept as the client wrote it; the string U+2421 clears what is stored */
  payload: Patch;
  /** a member that must not be there */
  nothing: never;
}

export type Type =
  | keyof Plain
  | { readonly object: Fields }
  | { readonly listOf: Fields }
  /** an object, or the string U+2421, which takes away what is there: null */
  | { readonly objectOrDel: Fields };

export interface Field {
  readonly type: Type;
  readonly required?: true;
  /** what holds when the member is absent, as the manual tells it */
  readonly default?: string;
  readonly meaning: string;
}

export interface Fields {
  readonly [name: string]: Field;
}

type ValueOf<T extends Type> = T extends keyof Plain
  ? Plain[T]
  : T extends { readonly object: infer F extends Fields }
    ? Values<F>
    : T extends { readonly listOf: infer F extends Fields }
      ? readonly Values<F>[]
      : T extends { readonly objectOrDel: infer F extends Fields }
        ? Values<F> | null
        : never;

/** What comes out of reading an object by its table. A required member is there, any other may be undefined. */
export type Values<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends { readonly required: true }
    ? ValueOf<F[K]["type"]>
    : ValueOf<F[K]["type"]> | undefined;
};

const id = { type: "string", meaning: "echoed in every answer to this message" } as const;

function topic<const M extends string>(meaning: M): { type: "string"; required: true; meaning: M } {
  return { type: "string", required: true, meaning };
}

const defacs = {
  auth: { type: "defaultMode", default: "RWP", meaning: "what users get who are logged in" },
  anon: { type: "defaultMode", default: "N", meaning: "what sessions without login get" },
} as const;

const description = {
  defacs: { type: { object: defacs }, meaning: "default access of others" },
  public: { type: "payload", meaning: "description that everybody with access sees" },
  private: { type: "payload", meaning: "note that only the user sees" },
} as const;

const tags = {
  type: "tags",
  default: "none",
  meaning: "words by which one is found (extension `find`); the character U+2421: none",
} as const;

/** O in `defacs` is malformed for `new` alone: a p2p topic ignores its `defacs` (spec: 0.4 §5.4). */
const init = {
  ...description,
  defacs: {
    type: { object: { auth: { ...defacs.auth, type: "mode" }, anon: { ...defacs.anon, type: "mode" } } },
    meaning: "default access of others; only for `new`",
  },
  bearer: {
    type: {
      object: {
        mode: { type: "tokenMode", default: "RWP", meaning: "what whoever presents the token gets" },
      },
    },
    meaning: "only for `new`: the group has a token (extension `bearer`)",
  },
  tags,
} as const;

const info = {
  ...description,
  bearer: {
    type: {
      objectOrDel: {
        mode: { type: "tokenMode", meaning: "what whoever presents the token gets" },
        renew: { type: "boolean", default: "false", meaning: "a new token instead of the old one" },
      },
    },
    meaning: "the token of a group (extension `bearer`); the character U+2421 closes it",
  },
  tags: {
    type: "tags",
    meaning:
      "words by which one is found (extension `find`), in place of the former; the character U+2421: none",
  },
} as const;

const subs = {
  after: {
    type: "user",
    default: "from the first one",
    meaning: "only subscribers with a user id above this (extension `bearer`)",
  },
  limit: { type: "count", default: "64", meaning: "at most so many: 1 to 128 (extension `bearer`)" },
  inbox: {
    type: "boolean",
    default: "false",
    meaning: "on `me`: entries have `unread` and `last` (extension `inbox`)",
  },
} as const;

const browse = {
  ascnd: { type: "boolean", default: "false", meaning: "oldest first; otherwise newest first" },
  since: { type: "time", meaning: "not older than this (inclusive)" },
  before: { type: "time", meaning: "older than this (exclusive)" },
  limit: {
    type: "count",
    default: "32",
    meaning: "at most so many messages; more than 1024 means 1024, 0 means 32",
  },
} as const;

const credential = {
  scheme: { type: "string", default: "basic", meaning: "`basic`" },
  secret: {
    type: "string",
    required: true,
    meaning: "`name:password`; the single character U+2421 deletes the scheme",
  },
} as const;

/** The client messages by their word. */
export const fields = {
  acc: {
    id,
    user: {
      type: "string",
      default: "the caller",
      meaning: "`new` creates an account; otherwise the caller's own id",
    },
    auth: { type: { listOf: credential }, required: true, meaning: "credentials to add, change or delete" },
    init: { type: { object: { ...description, tags } }, meaning: "for a new account only" },
  },
  login: {
    id,
    scheme: { type: "string", default: "basic", meaning: "`basic` or `token`" },
    secret: { type: "string", required: true, meaning: "`name:password` for basic, the token for token" },
    expireIn: {
      type: "duration",
      default: "12h",
      meaning: "how long the new token lives; at most a week (168h)",
    },
    tag: { type: "string", default: "none", meaning: "names this client instance (1 to 128 characters)" },
  },
  sub: {
    id,
    topic: topic("`me`, `new`, `usr…`, `p2p…` or `grp…`"),
    init: { type: { object: init }, meaning: "for a new topic; `private` also for a new subscription" },
    sub: {
      type: {
        object: {
          mode: { type: "mode", meaning: "access that the user wants; empty: the default" },
          info: { type: "json", meaning: "passed on to whoever is asked for approval" },
          user: { type: "nothing", meaning: "not allowed here: one subscribes oneself" },
        },
      },
      meaning: "the subscription",
    },
    bearer: { type: "string", meaning: "the token of the group (extension `bearer`)" },
    get: { type: "words", default: "nothing", meaning: "any of `info`, `sub`, `data`: answered as by {get}" },
    browse: { type: { object: browse }, meaning: "which part of the history `data` is" },
    subs: { type: { object: subs }, meaning: "what is in the list that `sub` asks for" },
  },
  leave: {
    id,
    topic: topic("the topic to leave"),
    unsub: { type: "boolean", default: "false", meaning: "also end the subscription" },
  },
  pub: {
    id,
    topic: topic("the topic to publish in"),
    content: { type: "json", required: true, meaning: "delivered as it is, byte for byte" },
    key: {
      type: "string",
      meaning: "the client's name for this message, for a safe retry: 1 to 64 of `A–Z a–z 0–9 - _ . :`",
    },
  },
  get: {
    id,
    topic: topic("the topic asked about"),
    what: { type: "words", required: true, meaning: "any of `info`, `sub`, `data`" },
    browse: { type: { object: browse }, meaning: "which part of the history `data` is" },
    find: { type: "string", meaning: "on `fnd`: the query (extension `find`)" },
    subs: { type: { object: subs }, meaning: "what is in the list that `sub` asks for" },
  },
  set: {
    id,
    topic: topic("the topic to change"),
    what: { type: "words", required: true, meaning: "any of `info`, `sub`" },
    info: { type: { object: info }, meaning: "for the word `info`: the new description" },
    sub: {
      type: {
        object: {
          user: { type: "user", default: "the caller", meaning: "whose access to change" },
          mode: { type: "mode", meaning: "wanted (own) or given (another's); empty: the default" },
          info: { type: "json", meaning: "passed on to the user or to whoever approves" },
        },
      },
      meaning: "for the word `sub`: an access change or an invitation",
    },
  },
  del: {
    id,
    topic: topic("the topic affected"),
    what: { type: "string", default: "msg", meaning: "`msg`: its messages; `topic`: the topic itself" },
    hard: {
      type: "boolean",
      default: "false",
      meaning: "delete messages for everybody, not only hide them from the caller",
    },
    before: {
      type: "time",
      default: "everything so far",
      meaning: "only messages older than this (exclusive)",
    },
  },
} as const satisfies Record<string, Fields>;

export type Word = keyof typeof fields;

/** What a decoder is handed: the members of its message, each of the right type. */
export type Body<W extends Word> = Values<(typeof fields)[W]>;
