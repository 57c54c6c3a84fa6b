// THE table of options: key, kind, default, help. Everything else is made from it: the flag, the name in the environment, the key in the
// file, the help, `natter config`, the page docs/operate/configuration.md. To add an option is to add a row, and to use its value.
import { defaultSalt } from "../runtime/apikey.ts";
import { logLevels, type LogLevel } from "../runtime/log.ts";
import { defaultSettings } from "../runtime/settings.ts";
import {
  bytes,
  choice,
  count,
  duration,
  hex,
  hostPort,
  listOf,
  loopbackPort,
  mode,
  network,
  onOff,
  optionalPath,
  origin,
  path,
  rate,
  type Kind,
} from "./kinds.ts";

export interface Option<T> {
  readonly kind: Kind<T>;
  readonly default: T;
  /** one sentence without its full stop */
  readonly help: string;
  /** masked wherever it is shown */
  readonly secret?: true;
  /** not read from a file */
  readonly noFile?: true;
}

function option<T>(row: Option<T>): Option<T> {
  return row;
}

const day = 86_400_000;
const set = defaultSettings;

export const options = {
  listen: option({
    kind: listOf(hostPort, 1),
    default: [{ host: "localhost", port: 6060 }],
    help: "Where clients connect; repeatable; localhost is both the IPv4 and the IPv6 loopback address, port 0 any free port",
  }),
  data: option({ kind: path, default: "./natter-data", help: "The data folder; made at the first start" }),
  config: option({
    kind: optionalPath,
    default: undefined,
    help: "A YAML file with options",
    noFile: true,
  }),
  "admin.listen": option({
    kind: loopbackPort,
    default: { host: "127.0.0.1", port: 0 },
    help: "Where this machine's operator, the natter commands and Prometheus connect; the port taken stands in admin.json of the data folder",
  }),
  "log.level": option<LogLevel>({
    kind: choice(logLevels),
    default: "info",
    help: "The least important events that are logged",
  }),
  "log.format": option<"auto" | "json" | "pretty">({
    kind: choice(["auto", "json", "pretty"]),
    default: "auto",
    help: "How events are written to standard output: json, pretty, or pretty on a terminal only",
  }),
  "apikey.salt": option({
    kind: hex(32),
    default: defaultSalt,
    help: "The salt that API keys are signed with; another one makes all former keys invalid",
    secret: true,
  }),
  origins: option({
    kind: listOf(origin),
    default: [],
    help: "Web pages of these origins only may connect, beside the server's own under localhost or an address; the messenger's public one must be among them; empty: of any (nothing but the login authenticates, so any is safe)",
  }),
  web: option({
    kind: onOff,
    default: true,
    help: "The messenger at /, for people with a browser; off: nothing but the endpoints",
  }),
  proxies: option({
    kind: listOf(network),
    default: [],
    help: "Reverse proxies, by address or network, whose X-Forwarded-For tells the client's address; empty: none is believed",
  }),
  "drain.within": option({
    kind: duration(0, 600_000),
    default: 10_000,
    help: "How long a stop (SIGTERM) may take: requests under way end, sessions are told, then the process ends",
  }),

  "http.headers": option({
    kind: bytes(1_024, 1_048_576),
    default: 8_192,
    help: "All header fields of a request together; with more it is refused",
  }),
  "http.headerFields": option({
    kind: count(8, 2_000),
    default: 64,
    help: "Header fields of a request; with more it is refused",
  }),
  "http.headersWithin": option({
    kind: duration(100, 600_000),
    default: 5_000,
    help: "The header of a request is there after this time, a handshake too, or the connection ends",
  }),
  "http.requestWithin": option({
    kind: duration(1_000, 3_600_000),
    default: 30_000,
    help: "A request is there with its body after this time, or the connection ends; an open poll is no slow request",
  }),
  "websocket.maxPayload": option({
    kind: bytes(32_768, 16_777_216),
    default: 131_072,
    help: "Largest message that a websocket reads at all, whatever the session may send",
  }),
  "websocket.fragments": option({
    kind: count(1, 131_072),
    default: 64,
    help: "Fragments of one message; with more the websocket is closed",
  }),
  "websocket.chunks": option({
    kind: count(16, 1_048_576),
    default: 1_024,
    help: "Pieces in which one frame may arrive; with more the websocket is closed",
  }),
  "websocket.ping": option({
    kind: duration(1_000, 3_600_000),
    default: 30_000,
    help: "A websocket without traffic is asked for a sign of life this often, and dropped when none came by the next time",
  }),
  "poll.maxBody": option({
    kind: bytes(32_768, 16_777_216),
    default: 131_072,
    help: "Largest body of a long-polling request that is read at all, whatever the session may send",
  }),
  "poll.wait": option({
    kind: duration(100, 600_000),
    default: 49_500,
    help: "A long poll without news is answered empty after this time",
  }),
  "poll.expire": option({
    kind: duration(1_000, 86_400_000),
    default: 75_000,
    help: "A long-polling session without a request ends after this time",
  }),

  "group.members": option({
    kind: count(1, 10_000),
    default: set.policy.groupMembers,
    help: "Members and invited users of one group",
  }),
  "group.requests": option({
    kind: count(1, 10_000),
    default: set.policy.groupRequests,
    help: "Requests to join that wait in one group",
  }),
  "group.perUser": option({
    kind: count(1, 1_000_000),
    default: set.policy.groupsPerUser,
    help: "Groups that one user may own",
  }),
  "group.bearerMembers": option({
    kind: count(0, 10_000_000),
    default: set.policy.bearerMembers,
    help: "Members and invited users of one group that has a token; 0: as many as come",
  }),
  "group.large": option({
    kind: count(2, 10_000_000),
    default: set.policy.largeTopic,
    help: "A topic with more subscribers is large: less presence, its list by pages",
  }),
  "extensions.bearer": option({
    kind: onOff,
    default: true,
    help: "Groups with a token; off: none is made, joined or changed by it",
  }),
  "extensions.find": option({
    kind: onOff,
    default: true,
    help: "Search for accounts and groups by their tags; off: nobody is found, and nobody sets tags",
  }),
  "extensions.inbox": option({
    kind: onOff,
    default: true,
    help: "Unread counts and last messages in the list of one's topics; off: nobody gets them",
  }),
  "defacs.auth": option({
    kind: mode,
    default: set.policy.defacs.auth,
    help: "Access that a new account or group gives to other users unless it says so itself",
  }),
  "defacs.anon": option({
    kind: mode,
    default: set.policy.defacs.anon,
    help: "Access that a new account or group gives to sessions without login unless it says so itself",
  }),

  limits: option({
    kind: onOff,
    default: set.limits,
    help: "off lifts every rate limit below and the damping of presence: for tests and measurements only",
  }),
  "rates.publishUser": option({
    kind: rate,
    default: set.rates.publishUser,
    help: "Messages that one user publishes",
  }),
  "rates.publishTopic": option({
    kind: rate,
    default: set.rates.publishTopic,
    help: "Messages published in one topic",
  }),
  "rates.loginFailures": option({
    kind: rate,
    default: set.rates.loginFailuresAccount,
    help: "Wrong passwords for one account",
  }),
  "rates.loginAddress": option({
    kind: rate,
    default: set.rates.loginAddress,
    help: "Failed logins from one network address; above it, its logins wait",
  }),
  "rates.accountsAddress": option({
    kind: rate,
    default: set.rates.accountsAddress,
    help: "New accounts from one network address",
  }),
  "rates.sub": option({ kind: rate, default: set.rates.sub, help: "Subscriptions that one user asks for" }),
  "rates.get": option({ kind: rate, default: set.rates.get, help: "Queries of one user" }),
  "rates.find": option({ kind: rate, default: set.rates.find, help: "Searches of one user" }),
  "rates.other": option({ kind: rate, default: set.rates.other, help: "Other requests of one user" }),
  "rates.wrongTokens": option({
    kind: rate,
    default: set.rates.wrongTokens,
    help: "Wrong tokens of groups, of one user and of one network address; above it right ones are refused, too",
  }),
  "rates.malformed": option({
    kind: rate,
    default: set.rates.malformed,
    help: "Packets of one session that are no messages",
  }),
  "rates.bytes": option({
    kind: rate,
    default: set.rates.bytesSession,
    help: "Bytes that one session sends",
  }),

  "sessions.perUser": option({
    kind: count(1, 100_000),
    default: set.sessionsUser,
    help: "Sessions that one user has at a time",
  }),
  "sessions.anonymous": option({
    kind: onOff,
    default: set.anonymous,
    help: "Whether groups that allow it can be used without login; off: nothing but logging in and making an account",
  }),
  "sessions.loginWithin": option({
    kind: duration(1_000, 3_600_000),
    default: set.loginWithinMs,
    help: "With sessions.anonymous off, a session without login is closed after this time",
  }),
  "sessions.anonymousPerAddress": option({
    kind: count(1, 1_000_000),
    default: set.anonymousAddress,
    help: "Sessions without login from one network address",
  }),
  "sessions.maxMessage": option({
    kind: bytes(1_024, 131_072),
    default: set.maxBytes,
    help: "Largest message that a client may send",
  }),
  "sessions.input": option({
    kind: count(1, 100_000),
    default: set.inputQueue,
    help: "Requests of one session that wait; more are not read from its connection",
  }),
  "sessions.outputPackets": option({
    kind: count(1, 1_000_000),
    default: set.outboxFrames,
    help: "Packets that wait for one session; with more it is closed",
  }),
  "sessions.outputSize": option({
    kind: bytes(65_536, 1_073_741_824),
    default: set.outboxChars,
    help: "Characters that wait for one session; with more it is closed",
  }),

  "json.depth": option({
    kind: count(8, 1_000),
    default: set.json.depth,
    help: "Objects and arrays within each other in a request, the content of a message not counted",
  }),
  "json.members": option({
    kind: count(32, 100_000),
    default: set.json.members,
    help: "Members of a request in all, the content of a message not counted",
  }),

  "topics.queue": option({
    kind: count(1, 1_000_000),
    default: set.topicQueue,
    help: "Requests that wait for one topic; more are refused",
  }),
  "topics.batch": option({
    kind: count(1, 1_000),
    default: set.batch,
    help: "Requests that one commit stores",
  }),
  "topics.unloadAfter": option({
    kind: duration(0, 3_600_000),
    default: set.unloadAfterMs,
    help: "A topic without sessions stays in memory this long",
  }),
  "topics.offAfter": option({
    kind: duration(0, 5_000),
    default: set.topicOffMs,
    help: "A topic that lost its last session is shown as off after this time",
  }),
  "presence.damping": option({
    kind: duration(0, 3_600_000),
    default: set.contactDampMs,
    help: "Contacts hear of a user's coming and going at once, then at most once in this time",
  }),
  "presence.largeMessages": option({
    kind: duration(0, 600_000),
    default: set.largeMessageMs,
    help: "In a large topic, members who are away hear of messages at most once in this time",
  }),
  "presence.largeUpdates": option({
    kind: duration(0, 600_000),
    default: set.largeUpdateMs,
    help: "In a large topic, a new description is told to the members over this time",
  }),
  "marks.flush": option({
    kind: duration(10, 60_000),
    default: set.marksFlushMs,
    help: "When a user last saw a topic is stored after this time; a crash loses that much",
  }),
  "sweep.every": option({
    kind: duration(1_000, day),
    default: set.sweepEveryMs,
    help: "Rows of deleted messages and topics are removed this often",
  }),
  "sweep.rows": option({
    kind: count(1, 10_000),
    default: set.sweepRows,
    help: "Rows that are removed in one go",
  }),
  "keys.kept": option({
    kind: duration(60_000, 365 * day),
    default: set.keysKeptMs,
    help: "A message published again under its key is recognised for this time",
  }),
  "passwords.atOnce": option({
    kind: count(1, 64),
    default: 2,
    help: "Passwords that are hashed at a time, one core being left free where there are several; each takes 19 MiB",
  }),
  "passwords.waiting": option({
    kind: count(1, 100_000),
    default: 200,
    help: "Passwords that wait to be hashed; with more, logins are refused",
  }),
} as const;

export type OptionKey = keyof typeof options;

/** The value of every option. */
export type Config = {
  readonly [K in OptionKey]: (typeof options)[K] extends Option<infer T> ? T : never;
};

/** The rows in their order, for what treats all of them alike. */
export const optionKeys = Object.keys(options) as readonly OptionKey[];

/** A row without the type of its value. */
export function rowOf(key: OptionKey): Option<unknown> {
  return options[key] as Option<unknown>;
}

export function isOptionKey(key: string): key is OptionKey {
  return Object.hasOwn(options, key);
}

/** `topics.unloadAfter` → `topics-unload-after` */
function dashed(key: string): string {
  return key.replaceAll(".", "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function flagOf(key: OptionKey): string {
  return `--${dashed(key)}`;
}

/** `--no-web`, short for `--web off`; undefined for options of another kind */
export function offFlagOf(key: OptionKey): string | undefined {
  return rowOf(key).kind === onOff ? `--no-${dashed(key)}` : undefined;
}

export function envOf(key: OptionKey): string {
  return `NATTER_${dashed(key).replaceAll("-", "_").toUpperCase()}`;
}
