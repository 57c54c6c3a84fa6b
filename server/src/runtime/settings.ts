// Every number the runtime lives by, with its default. The command line fills it from flags, environment and file.
// Units are in the names; sources are named where a number is promised somewhere.
import { jsonLimits, type JsonLimits } from "../core/json/reader.ts";
import { parseMode04, NONE } from "../core/access/mode.ts";
import type { Extension } from "../core/extensions.ts";
import type { Tenant } from "../core/ids.ts";
import type { Policy } from "../core/vocabulary.ts";

/** A token bucket: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Settings {
  readonly tenant: Tenant;
  /** stamp of this build, in the greeting */
  readonly build: string;
  readonly policy: Policy;
  /** extensions of the protocol that are switched off: not announced, and answered 501 */
  readonly off: ReadonlySet<Extension>;
  /** false switches off every rate limit and the damping of presence (0.4 §10 row 71); every other bound holds */
  readonly limits: boolean;
  /** security.md §2.3 "Rate limits" */
  readonly rates: {
    readonly publishUser: Rate;
    readonly publishTopic: Rate;
    readonly loginFailuresAccount: Rate;
    readonly loginAddress: Rate;
    readonly accountsAddress: Rate;
    readonly sub: Rate;
    readonly get: Rate;
    readonly find: Rate;
    /** set, del, leave, acc: a session's other requests */
    readonly other: Rate;
    /** wrong tokens of groups, of a user and of an address (extensions-0.4 §3.2) */
    readonly wrongTokens: Rate;
    /** packets that are no request, of one session */
    readonly malformed: Rate;
    readonly bytesSession: Rate;
  };
  /** requests of one session that wait to be taken */
  readonly inputQueue: number;
  /** packets and characters that wait for one session */
  readonly outboxFrames: number;
  readonly outboxChars: number;
  /** commands that wait for one topic, and that one commit takes */
  readonly topicQueue: number;
  readonly batch: number;
  /** a topic without sessions stays in memory so long (0.4 §5.6) */
  readonly unloadAfterMs: number;
  /** a topic that lost its last session is told to be off after this time (presence row 4, <= 5 s) */
  readonly topicOffMs: number;
  /** presence row 1: the first change at once, then at most one per this time */
  readonly contactDampMs: number;
  /** in a large topic: at most one `msg` for each away member per this time, and the span over which `upd` is spread (extensions-0.4 §3.5) */
  readonly largeMessageMs: number;
  readonly largeUpdateMs: number;
  readonly marksFlushMs: number;
  readonly sweepEveryMs: number;
  readonly sweepRows: number;
  readonly keysKeptMs: number;
  /** limits of a packet, its `content` not counted */
  readonly json: JsonLimits;
  /** false: nothing but {login} and {acc new} is served without login, and a session that has none after `loginWithinMs` is closed */
  readonly anonymous: boolean;
  readonly loginWithinMs: number;
  /** sessions of one user, and sessions without login from one address */
  readonly sessionsUser: number;
  readonly anonymousAddress: number;
  /** largest message of a 0.4 session, bytes of UTF-8 */
  readonly maxBytes: number;
}

const hour = 3_600_000;

/** A working set of settings; every value can be overridden by the operator. */
export const defaultSettings: Settings = {
  tenant: 1 as Tenant,
  build: "dev",
  policy: {
    groupMembers: 32,
    groupRequests: 256,
    groupsPerUser: 1_000,
    bearerMembers: 10_000,
    largeTopic: 64,
    defacs: { auth: parseMode04("RWP") ?? NONE, anon: NONE },
  },
  off: new Set(),
  limits: true,
  rates: {
    publishUser: { burst: 60, perSecond: 5 },
    publishTopic: { burst: 200, perSecond: 50 },
    loginFailuresAccount: { burst: 5, perSecond: 1 / 6 },
    loginAddress: { burst: 20, perSecond: 20 / 60 },
    accountsAddress: { burst: 3, perSecond: 1 / 10 },
    sub: { burst: 30, perSecond: 2 },
    get: { burst: 30, perSecond: 5 },
    find: { burst: 10, perSecond: 1 },
    other: { burst: 30, perSecond: 5 },
    wrongTokens: { burst: 10, perSecond: 1 / 6 },
    malformed: { burst: 100, perSecond: 5 },
    bytesSession: { burst: 1_048_576, perSecond: 262_144 },
  },
  inputQueue: 64,
  outboxFrames: 512,
  outboxChars: 1_048_576,
  topicQueue: 4_096,
  batch: 128,
  unloadAfterMs: 5_000,
  topicOffMs: 2_000,
  contactDampMs: 5_000,
  largeMessageMs: 2_000,
  largeUpdateMs: 5_000,
  marksFlushMs: 1_000,
  sweepEveryMs: 60_000,
  sweepRows: 500,
  keysKeptMs: 7 * 24 * hour,
  json: jsonLimits,
  anonymous: true,
  loginWithinMs: 10_000,
  sessionsUser: 64,
  anonymousAddress: 100,
  maxBytes: 32_768,
};
