// The closed vocabularies: what comes in (Command), what a rule answers (Outcome), what is stored (Write), what changed (Change),
// who hears of it (Emission), and what topics tell each other (Signal). Dialect-free: a wire-* folder translates at the edge.
// Adding a member here is adding a word to the language of the whole server; adding a field is not.
import type { Mode } from "./access/mode.ts";
import type { AnswerName, Refusal } from "./faults.ts";
import type { TagQuery } from "./tags.ts";
import type { Time } from "./time.ts";
import type { TopicKind, TopicName, UserId } from "./ids.ts";
import type {
  DefaultAccess,
  Json,
  Login,
  Message,
  Subscription,
  Token,
  TopicHead,
  TopicRow,
  User,
} from "./state.ts";

// ---------------------------------------------------------------- Command

/** A topic as the client named it and as the server knows it. `create`: only {sub} makes such a topic. */
export interface TopicRef {
  readonly topic: TopicName;
  readonly kind: TopicKind;
  /** the name exactly as sent; `ctrl.topic` echoes it */
  readonly as: string;
  /** named as a user (`usr…`): the p2p topic with that user, made by {sub} when it does not exist */
  readonly peer?: UserId;
  /** named `new`: the name was just drawn and nothing of it is stored */
  readonly fresh?: true;
}

/** A mode in a request: "default" is the empty string of the wire ("use defaults"), undefined is "not given". */
export type AskedMode = Mode | "default";

/** A payload in a request: Json replaces, null clears (U+2421), undefined leaves alone. */
export type Patch = Json | null | undefined;

export interface AskedDefaults {
  readonly auth?: AskedMode | undefined;
  readonly anon?: AskedMode | undefined;
}

export type What = "info" | "sub" | "data";

/** A page of the subscriber list: those with a user id above `after`, ascending (extensions-0.4 §3.5). */
export interface SubPage {
  readonly after?: UserId | undefined;
  /** 1 to 128 */
  readonly limit: number;
}

/** What is to become of the token of a group: another mode, a new token, or none that is valid (extensions-0.4 §3.1). */
export type BearerChange = { readonly mode: Mode } | "renew" | "close";

/** Part of the history to read. Times in ms; `since` inclusive, `before` exclusive. limit is already within 1..1024. */
export interface Browse {
  readonly since?: Time;
  readonly before?: Time;
  readonly limit: number;
  readonly ascending: boolean;
}

interface Asked {
  /** id of the request, echoed in every answer to it */
  readonly id?: string | undefined;
}

/** One credential to add, change or delete. */
export type CredentialChange =
  | { readonly scheme: "basic"; readonly act: "set"; readonly name: string; readonly password: string }
  | { readonly scheme: "basic"; readonly act: "delete" };

export interface CreateAccount extends Asked {
  readonly verb: "acc";
  readonly act: "create";
  readonly credentials: readonly CredentialChange[];
  readonly defacs?: AskedDefaults;
  readonly public?: Patch;
  readonly private?: Patch;
  readonly tags?: readonly string[] | undefined;
  /** made by the operator (`--demo`, `user add`): password rules do not hold when true */
  readonly exempt?: boolean;
}

export interface UpdateAccount extends Asked {
  readonly verb: "acc";
  readonly act: "update";
  /** the account to change; undefined = the caller's */
  readonly user?: UserId | undefined;
  readonly credentials: readonly CredentialChange[];
}

export interface LogIn extends Asked {
  readonly verb: "login";
  readonly by:
    | { readonly scheme: "basic"; readonly name: string; readonly password: string }
    | { readonly scheme: "token"; readonly secret: string };
  /** how long the new token lives, ms */
  readonly expireInMs: number;
  readonly tag?: string | undefined;
}

export interface Subscribe extends Asked {
  readonly verb: "sub";
  readonly ref: TopicRef;
  readonly defacs?: AskedDefaults;
  readonly public?: Patch;
  readonly private?: Patch;
  readonly mode?: AskedMode | undefined;
  readonly info?: Json | undefined;
  /** the token that the user presents */
  readonly bearer?: string | undefined;
  /** a new group is to have a token of this mode */
  readonly tokenMode?: Mode | undefined;
  /** of a new group */
  readonly tags?: readonly string[] | undefined;
  readonly get: readonly What[];
  readonly browse?: Browse | undefined;
  readonly page?: SubPage | undefined;
  /** of `me`: entries with `unread` and `last` */
  readonly inbox?: true;
}

export interface Leave extends Asked {
  readonly verb: "leave";
  readonly ref: TopicRef;
  readonly unsub: boolean;
}

export interface Publish extends Asked {
  readonly verb: "pub";
  readonly ref: TopicRef;
  readonly content: Json;
  readonly head?: Json | undefined;
  readonly key?: string | undefined;
}

export interface Get extends Asked {
  readonly verb: "get";
  readonly ref: TopicRef;
  readonly what: readonly What[];
  readonly browse?: Browse | undefined;
  readonly page?: SubPage | undefined;
  /** of `me`: entries with `unread` and `last` */
  readonly inbox?: true;
}

export interface SetMeta extends Asked {
  readonly verb: "set";
  readonly ref: TopicRef;
  readonly info?: {
    readonly defacs?: AskedDefaults;
    readonly public?: Patch;
    readonly private?: Patch;
    readonly bearer?: BearerChange | undefined;
    /** replace all */
    readonly tags?: readonly string[] | undefined;
  };
  readonly sub?: {
    /** undefined = the caller */
    readonly user?: UserId | undefined;
    readonly mode?: AskedMode | undefined;
    readonly info?: Json | undefined;
  };
}

export interface Delete extends Asked {
  readonly verb: "del";
  readonly ref: TopicRef;
  readonly what: "msg" | "topic";
  readonly hard: boolean;
  /** exclusive; undefined = everything so far */
  readonly before?: Time | undefined;
}

/** An order of the operator, not a message of a wire: the state of an account (topic `me:<user>`). */
export interface Administer extends Asked {
  readonly verb: "administer";
  readonly ref: TopicRef;
  readonly act: "disable" | "enable" | "delete";
}

/** After an account was deleted, in every group it owned: the group gets a new owner or ends (0.4 §10 row 70). */
export interface Succeed extends Asked {
  readonly verb: "succeed";
  readonly ref: TopicRef;
  readonly user: UserId;
}

export type TopicCommand =
  | Subscribe
  | Leave
  | Publish
  | Get
  | SetMeta
  | Delete
  | UpdateAccount
  | Administer
  | Succeed;

/** A search by tags: no topic, nothing kept. */
export interface Find extends Asked {
  readonly verb: "find";
  /** the name to echo */
  readonly as: string;
  readonly query: TagQuery;
}

export type Command = CreateAccount | LogIn | Find | TopicCommand;

/** Who asks. `user` is undefined without login. */
export interface Caller {
  readonly user?: UserId | undefined;
  /** id of the client instance, from {login tag} */
  readonly tag?: string | undefined;
  /** names the session; scope of `pub.key` without login */
  readonly session: string;
  /** the session is attached to the topic of the command, at the command's moment */
  readonly attached: boolean;
  /** attached without login by a token: of which generation it was */
  readonly generation?: number | undefined;
  /** attached: when a session with this tag was last in the topic before this session attached; undefined = never (0.4 §7) */
  readonly lastVisit?: Time | undefined;
  /** set for the operator's own orders: no right is asked for */
  readonly operator?: boolean;
}

// ---------------------------------------------------------------- Need and Facts

/** `once` is asked one time per command, `fresh` again after every conflict. */
export type Need =
  | { readonly once: "hash"; readonly password: string }
  | { readonly once: "new-user" }
  | { readonly once: "new-token" }
  | { readonly fresh: "user"; readonly user: UserId }
  /** the login record of that name, and whether the password fits it (a dummy is hashed when there is none) */
  | { readonly fresh: "login"; readonly name: string; readonly password: string }
  /** every login record of the user */
  | { readonly fresh: "logins"; readonly user: UserId }
  | { readonly fresh: "token"; readonly secret: string }
  /** the accounts of all subscribers of the topic, among `users` */
  | { readonly fresh: "members"; readonly topic: TopicName }
  /** groups owned by the user: number only */
  | { readonly fresh: "owned"; readonly user: UserId }
  /** accounts and groups by tags, with what `user` has to do with each */
  | { readonly fresh: "found"; readonly query: TagQuery; readonly user: UserId };

/** An account or a group with tags that fit a query. */
export type Found = { readonly tags: readonly string[] } & (
  | { readonly user: User }
  | { readonly row: TopicRow }
);

/** With the row of the one who searches: in the group, or in his conversation with that user, where `peer` is the other row. */
export type Candidate = Found & {
  readonly own?: Subscription | undefined;
  readonly peer?: Subscription | undefined;
};

export interface Facts {
  readonly users: ReadonlyMap<UserId, User>;
  readonly hash?: string;
  readonly newUser?: UserId;
  readonly newToken?: { readonly secret: string; readonly hash: string };
  readonly login?: { readonly record?: Login; readonly user?: User; readonly fits: boolean };
  readonly logins?: readonly Login[];
  readonly token?: { readonly record?: Token; readonly user?: User };
  readonly owned?: number;
  readonly found?: readonly Candidate[];
}

/** Settings that rules read; values in the operator's hands. */
export interface Policy {
  readonly groupMembers: number;
  readonly groupRequests: number;
  readonly groupsPerUser: number;
  /** places of a group with a token; 0 = no limit */
  readonly bearerMembers: number;
  /** a topic with more subscribers is large */
  readonly largeTopic: number;
  readonly defacs: DefaultAccess;
}

// ---------------------------------------------------------------- Write

/**
 * What one commit stores, all or nothing. `topic` and `subscription` rows replace the former row of the same key.
 * - login: claims (scheme, name); held by another user → the commit is `taken`
 * - revocation: drops every token of the user
 * - message: appended with the next seq, ts = max(at, lastTs + 1). May stand in another topic's commit (notices in `me:<user>`)
 * - erasure: without `user` messages with ts < before are gone for all (a delete-log entry), with `user` hidden from that user.
 *   `before` undefined = everything up to the newest message at commit
 */
export type Write =
  | { readonly put: "user"; readonly user: User }
  | { readonly put: "login"; readonly login: Login }
  | { readonly put: "token"; readonly token: Token }
  | { readonly put: "revocation"; readonly user: UserId }
  | { readonly put: "topic"; readonly topic: TopicName; readonly head: TopicHead }
  | { readonly put: "subscription"; readonly topic: TopicName; readonly row: Subscription }
  | {
      readonly put: "message";
      readonly topic: TopicName;
      readonly from?: UserId | undefined;
      readonly head?: Json | undefined;
      readonly content: Json;
      readonly at: Time;
      /** client's name for a safe retry; unique per (topic, scope) */
      readonly key?: { readonly scope: string; readonly name: string };
    }
  | {
      readonly put: "erasure";
      readonly topic: TopicName;
      readonly user?: UserId;
      readonly before?: Time;
      readonly at: Time;
    };

/** The commit holds only if every topic named still has that version; 0 = not stored yet. */
export interface Expect {
  readonly topic: TopicName;
  readonly version: number;
}

/**
 * What the store gave back for one write: a message its place; `repeat` when its key was used before with the same bytes (nothing stored);
 * `clash` when with other bytes (nothing stored); an erasure the seq up to which it reaches.
 */
export type Assigned =
  | undefined
  | { readonly seq: number; readonly ts: Time; readonly repeat?: true }
  | { readonly clash: true }
  | { readonly upTo: number };

// ---------------------------------------------------------------- Outcome

/** Facts of an answer that a wire renders into `params`. */
export interface AnswerFacts {
  /** a topic got its real name by this request */
  readonly name?: TopicName;
  readonly account?: { readonly user: User; readonly private?: Json };
  readonly login?: { readonly user: UserId; readonly token: string; readonly expires: Time };
  /** the token of a group is new */
  readonly bearer?: { readonly mode: Mode; readonly token: string };
  readonly repeat?: true;
  /** end of a {get data}: how many messages were sent */
  readonly count?: number;
  /** end of a search: how many entries were sent */
  readonly found?: number;
}

/** The one final answer to a request. `topic`: the name to echo. `at`: time of the answer when not that of the request. */
export type Reply =
  | { readonly answer: AnswerName; readonly topic?: string; readonly facts?: AnswerFacts; readonly at?: Time }
  | (Refusal & { readonly topic?: string });

/** What to read and send after the reply, in this order. */
export type Query =
  | {
      readonly what: "info";
      readonly label: string;
      readonly named: boolean;
      readonly view: "subscriber" | "stranger";
    }
  | { readonly what: "sub"; readonly label: string; readonly page?: SubPage; readonly inbox?: true }
  | {
      readonly what: "data";
      readonly browse: Browse;
      /** part of a {sub}: no closing answer, live messages wait behind the snapshot */
      readonly live: boolean;
    };

/**
 * The decision of a rule. Parts, not an order: the order of performing is written once, in runtime/perform.
 * `reply` undefined = documented silence. A reply that depends on what the store assigned is a function of it
 * (entries stand in the order of `writes`).
 */
export interface Outcome {
  readonly reply?: Reply | ((assigned: readonly Assigned[]) => Reply | undefined);
  readonly writes?: readonly Write[];
  /** versions of *other* topics that the decision rests on; that of the own topic is added by perform */
  readonly expects?: readonly Expect[];
  /** attach the session to the topic */
  readonly attach?: true;
  /** generation of the token that a session without login is attached by */
  readonly generation?: number;
  /** detach the session from the topic; only {leave} says so, all other losses are found by `enforce` */
  readonly detach?: true;
  /** the session is this user from now on */
  readonly become?: { readonly user: UserId; readonly tag?: string | undefined };
  /** sessions of that user end at once; `except` this one */
  readonly cut?: {
    readonly user: UserId;
    readonly why: "credentials-changed" | "disabled" | "deleted";
    readonly keepCaller: boolean;
  };
  readonly queries?: readonly Query[];
  /** sent before the reply */
  readonly shows?: Event;
}

// ---------------------------------------------------------------- Change, Emission, Signal

/** Something that happened for certain: a committed write, or a user's first attach to / last detach from a topic. */
export type Change =
  | {
      readonly change: "write";
      readonly write: Write;
      readonly assigned: Assigned;
      readonly before?: {
        readonly row?: TopicRow | undefined;
        readonly subscription?: Subscription | undefined;
        readonly user?: User | undefined;
      };
    }
  | { readonly change: "attached"; readonly user: UserId }
  | { readonly change: "detached"; readonly user: UserId };

/**
 * Events towards clients; a wire renders each into one packet, several or none.
 * `pres about`: contact = a person among one's p2p, member = a person in the topic, topic = the topic itself.
 */
export type Event =
  | { readonly event: "answer"; readonly id?: string | undefined; readonly reply: Reply; readonly at: Time }
  | { readonly event: "data"; readonly topic: TopicName; readonly message: Message }
  | {
      readonly event: "meta";
      readonly id?: string | undefined;
      readonly label: string;
      readonly info?: InfoView;
      readonly sub?: readonly SubView[];
      readonly found?: readonly FoundView[];
      readonly at: Time;
    }
  | {
      readonly event: "pres";
      readonly about: "contact";
      readonly user: UserId;
      readonly what: "on" | "off" | "upd";
    }
  | {
      readonly event: "pres";
      readonly about: "member";
      readonly topic: TopicName;
      readonly user: UserId;
      readonly what: "on" | "off";
    }
  | {
      readonly event: "pres";
      readonly about: "topic";
      readonly topic: TopicName;
      readonly what: "on" | "off" | "upd" | "msg";
    }
  | { readonly event: "evicted"; readonly topic: TopicName; readonly at: Time };

/**
 * Who hears of a change.
 * - attached: sessions attached to the topic whose mode has `letters`, but not those of user `not`
 * - members: sessions on `me` of subscribers whose mode has `letters`; `not` as above; `away`: only users without an attached session here;
 *   a session attached to the topic itself is always left out, `attached` has told it
 * - topic: another topic, by a Signal; dropped when that topic is not in memory
 */
export type Audience =
  | { readonly to: "attached"; readonly letters: Mode; readonly not?: UserId | undefined }
  | {
      readonly to: "members";
      readonly letters: Mode;
      readonly not?: UserId | undefined;
      readonly away?: true;
    };

export type Emission =
  | (Audience & { readonly event: Event })
  | { readonly to: "topic"; readonly topic: TopicName; readonly signal: Signal };

/** What topics tell each other in memory; a signal never loads a topic, and the receiver checks its own P. */
export type Signal =
  /** messages up to seq `upTo` were stored in you: deliver what your sessions lack. Without `upTo`: perhaps some were */
  | { readonly signal: "wake"; readonly upTo?: number }
  /** your user's relation to `topic` changed; `mode` is what is effective now, undefined = no longer listed */
  | { readonly signal: "listed"; readonly topic: TopicName; readonly mode: Mode | undefined }
  /** a p2p peer of yours came, went or changed */
  | { readonly signal: "contact"; readonly user: UserId; readonly what: "on" | "off" | "upd" };

// ---------------------------------------------------------------- Views

/** Description of a topic as one viewer may see it. Modes as bits, times in ms. */
export interface InfoView {
  readonly name?: TopicName;
  readonly created: Time;
  readonly updated: Time;
  readonly defacs?: DefaultAccess;
  readonly acs?: { readonly want: Mode; readonly given: Mode };
  /** the token of a group; `token` is absent while it is closed */
  readonly bearer?: { readonly mode: Mode; readonly updated: Time; readonly token?: string };
  readonly tags?: readonly string[];
  /** of a large topic: subscribers, and users attached */
  readonly members?: number;
  readonly online?: number;
  readonly lastTs?: Time;
  readonly public?: Json;
  readonly private?: Json;
  readonly seen?: { readonly when: Time; readonly tag?: string };
  readonly seenTag?: Time;
}

/** One entry of what a search found; `tags` are those that fit. */
export interface FoundView {
  readonly user?: UserId;
  readonly topic?: TopicName;
  readonly updated: Time;
  readonly public?: Json;
  readonly tags: readonly string[];
}

/** One entry of a subscriber list (`user`) or of one's own list of topics (`topic`, `with`). */
export interface SubView {
  readonly user?: UserId;
  readonly topic?: TopicName;
  readonly with?: UserId;
  readonly updated: Time;
  readonly mode: Mode;
  readonly lastTs?: Time;
  /** messages that the user was not sent yet, at most 1000 */
  readonly unread?: number;
  /** the newest message that exists for the user; without `content` it is too long to be shown here */
  readonly last?: { readonly ts: Time; readonly from?: UserId; readonly content?: Json };
  readonly public?: Json;
  readonly private?: Json;
  readonly online?: boolean;
  readonly seen?: { readonly when: Time; readonly tag?: string };
  readonly seenTag?: Time;
}
