// What one viewer may see of a topic: its description, its subscribers, and one's own list of topics (spec: 0.4 §3.3, §2.6).
// Accounts are joined in at reading: topics never copy anybody's `public`. `private` and `seen` are shown to their owner alone.
import { effective, effectiveOf, givenOf } from "../access/effective.ts";
import { NONE, O, S, canAttach, has, isBanned, type Mode } from "../access/mode.ts";
import { peerOf, type UserId } from "../ids.ts";
import { isLarge, seenWith, type Subscription, type TopicRow, type TopicState, type User } from "../state.ts";
import type { Time } from "../time.ts";
import type { TokenOf } from "../verb.ts";
import type { InfoView, SubPage, SubView } from "../vocabulary.ts";

export interface Viewer {
  readonly user?: UserId | undefined;
  /** of the session that asks */
  readonly tag?: string | undefined;
}

/** Accounts that a description needs: the other party of a p2p topic (or the user that was asked for), and oneself on `me`. */
export interface Accounts {
  readonly peer?: User | undefined;
  readonly self?: User | undefined;
}

/** Longest list of subscribers; a large topic shows those who matter first (extensions-0.4 §3.5). */
const longestList = 128;

/** What a description of a topic takes from outside of it. */
export interface Surroundings {
  readonly tokenOf: TokenOf;
  /** a topic with more subscribers is large */
  readonly largeTopic: number;
  /** users attached */
  readonly online: number;
}

/**
 * `subscriber`: everything about the topic and the viewer's own relation to it. `stranger`: created, updated, public; `lastTs` for one
 * who could read it if he attached. `name` is never set here: only the answer that gives a topic its name has it.
 */
export function infoView(
  state: TopicState,
  viewer: Viewer,
  view: "subscriber" | "stranger",
  accounts: Accounts,
  around: Surroundings,
): InfoView {
  const row = viewer.user === undefined ? undefined : state.members.get(viewer.user);
  const self = state.kind === "me" ? (accounts.self ?? state.user) : undefined;
  if (view === "stranger" || row === undefined) return strangerView(state, viewer, self ?? accounts.peer);
  const mode = effective(state, row.user);
  const shown = self ?? (state.kind === "p2p" ? accounts.peer : state.row);
  const defacs = self?.defacs ?? (isDefacsShown(mode) ? state.row?.defacs : undefined);
  return {
    created: self?.created ?? state.row?.created ?? row.created,
    updated: Math.max(row.updated, shown?.updated ?? 0, self === undefined ? (state.row?.updated ?? 0) : 0),
    ...(defacs !== undefined && { defacs }),
    acs: { want: row.want, given: givenOf(state.row, row) },
    ...(isDefacsShown(mode) ? bearerOf(state.row, around) : {}),
    ...tagsOf(self ?? (isDefacsShown(mode) ? state.row : undefined)),
    ...(isLarge(state, around.largeTopic) && {
      members: state.members.counts.counted,
      online: around.online,
    }),
    ...lastOf(state.row),
    ...publicOf(shown),
    ...ownOf(row, viewer.tag),
  };
}

function strangerView(state: TopicState, viewer: Viewer, account: User | undefined): InfoView {
  if (state.kind !== "grp") {
    return { created: account?.created ?? 0, updated: account?.updated ?? 0, ...publicOf(account) };
  }
  const { row } = state;
  const mayRead = viewer.user !== undefined && canAttach(effective(state, viewer.user));
  return {
    created: row?.created ?? 0,
    updated: row?.updated ?? 0,
    ...(mayRead ? lastOf(row) : {}),
    ...publicOf(row),
  };
}

/** S sees the defaults; so does an owner who asked for no S. */
function isDefacsShown(mode: Mode): boolean {
  return has(mode, S) || has(mode, O);
}

function tagsOf(from: { readonly tags: readonly string[] } | undefined): Pick<InfoView, "tags"> {
  return from === undefined || from.tags.length === 0 ? {} : { tags: from.tags };
}

function bearerOf(row: TopicRow | undefined, { tokenOf }: Surroundings): Pick<InfoView, "bearer"> {
  if (row?.bearer === undefined) return {};
  const { mode, generation, updated } = row.bearer;
  const token = generation > 0 ? { token: tokenOf(row.topic, generation) } : {};
  return { bearer: { mode, updated, ...token } };
}

/**
 * The subscribers that are shown: all of them, of many those who matter first, or a page. What is not shown is not walked in a large topic.
 * Their accounts are what memberViews is joined with.
 */
export function rowsShown(
  state: TopicState,
  viewer: Viewer,
  page: SubPage | undefined,
  largeTopic: number,
): readonly Subscription[] {
  if (page !== undefined) return upTo(page.limit, state.members.above(page.after));
  const isShort = state.members.counts.listed <= longestList && !isLarge(state, largeTopic);
  if (isShort) return Array.from(state.members.values()).filter((row) => row.marker !== "left");
  const { members } = state;
  const first = [viewer.user, state.row?.owner, ...Array.from(members.managers()).sort()];
  const rows = new Set<Subscription>();
  for (const user of first) {
    const row = user === undefined ? undefined : members.get(user);
    if (row !== undefined && row.marker !== "left" && rows.size < longestList) rows.add(row);
  }
  // of those who come first at most so many are met again
  for (const row of upTo(longestList, members.above(undefined))) {
    if (rows.size < longestList) rows.add(row);
  }
  return [...rows];
}

function upTo(limit: number, rows: Iterable<Subscription>): Subscription[] {
  const found: Subscription[] = [];
  for (const row of rows) {
    if (found.length >= limit) break;
    if (row.marker !== "left") found.push(row);
  }
  return found;
}

/** Rows of a group or p2p topic as its viewer sees them. `online`: the user has a session attached here; only in groups that are not large. */
export function memberViews(
  state: TopicState,
  viewer: Viewer,
  rows: readonly Subscription[],
  users: ReadonlyMap<UserId, User>,
  online: ((user: UserId) => boolean) | undefined,
): SubView[] {
  return rows.map((row) => {
    const account = users.get(row.user);
    const isGone = account === undefined || account.state === "gone";
    return {
      user: row.user,
      updated: row.updated,
      mode: shownMode(row, effective(state, row.user)),
      ...publicOf(account),
      ...(row.user === viewer.user && row.private !== undefined && { private: row.private }),
      ...(state.kind === "grp" && online !== undefined && { online: !isGone && online(row.user) }),
    };
  });
}

/** A line of a user's list of topics as it is stored. */
export interface ListedTopic {
  readonly row: TopicRow;
  readonly subscription: Subscription;
  /** p2p: the row of the other party */
  readonly peer?: Subscription;
}

/** The accounts that listedViews is joined with. */
export function peersOf(listed: readonly ListedTopic[]): UserId[] {
  return listed.flatMap(({ row, subscription }) => peerOf(row.topic, subscription.user) ?? []);
}

/** One's own topics: groups and p2p topics that one did not leave; `me` itself is not in it. `more`: what else each entry has. */
export function listedViews(
  listed: readonly ListedTopic[],
  viewer: Viewer,
  users: ReadonlyMap<UserId, User>,
  more: (entry: ListedTopic) => Partial<SubView> = nothing,
): SubView[] {
  return listed.filter(isShown).map((entry) => {
    const { row, subscription, peer } = entry;
    const other = peerOf(row.topic, subscription.user);
    const account = other === undefined ? undefined : users.get(other);
    const mode = shownMode(subscription, effectiveOf(row, subscription, peer));
    return {
      topic: row.topic,
      ...(other !== undefined && { with: other }),
      updated: Math.max(subscription.updated, row.updated, account?.updated ?? 0),
      mode,
      ...(canAttach(mode) ? lastOf(row) : {}),
      ...publicOf(other === undefined ? row : account),
      ...ownOf(subscription, viewer.tag),
      ...more(entry),
    };
  });
}

function nothing(): Partial<SubView> {
  return {};
}

function isShown({ row, subscription }: ListedTopic): boolean {
  return row.kind !== "me" && row.state === "active" && subscription.marker !== "left";
}

/** Invited, waiting and declined show N, banned X, everybody else what is effective (spec: 0.4 §3.3). */
function shownMode(row: Subscription, mode: Mode): Mode {
  return isBanned(mode) || row.marker === "member" ? mode : NONE;
}

function lastOf(row: TopicRow | undefined): { readonly lastTs?: Time } {
  return row === undefined || row.lastTs === 0 ? {} : { lastTs: row.lastTs };
}

function publicOf(
  from: Partial<Pick<User, "public" | "state">> | TopicRow | undefined,
): Pick<InfoView, "public"> {
  return from?.public === undefined || from.state === "gone" ? {} : { public: from.public };
}

function ownOf(row: Subscription, tag: string | undefined): Pick<InfoView, "private" | "seen" | "seenTag"> {
  let seen: InfoView["seen"];
  for (const [name, when] of Object.entries(row.seen)) {
    if (seen !== undefined && seen.when >= when) continue;
    seen = name === "" ? { when } : { when, tag: name };
  }
  const seenTag = tag === undefined ? undefined : seenWith(row, tag);
  return {
    ...(row.private !== undefined && { private: row.private }),
    ...(seen !== undefined && { seen }),
    ...(seenTag !== undefined && { seenTag }),
  };
}
