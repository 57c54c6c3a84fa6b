// What a {get} or {sub get} asked to read: {meta info}, then {meta sub}, then {data}, in this order whatever had to be waited for.
import { meOwner, peerOf, type TopicName, type UserId } from "../core/ids.ts";
import { isLarge, type Message, type User } from "../core/state.ts";
import { mayStay } from "../core/topic/enforce.ts";
import { goneBelow, hasLast, inboxView } from "../core/topic/inbox.ts";
import { infoView, listedViews, memberViews, peersOf, rowsShown } from "../core/topic/view.ts";
import type { Event, InfoView, Query, SubView } from "../core/vocabulary.ts";
import { Unavailable, type Listed } from "../ports/store.ts";
import { answer, send } from "./fanout.ts";
import { readHistory } from "./history.ts";
import type { Job } from "./mailbox.ts";
import type { Unwritten } from "./marks.ts";
import type { Session } from "./session.ts";
import type { Attachment } from "./attachments.ts";
import type { TopicActor } from "./topic-actor.ts";

export function runQueries(
  actor: TopicActor,
  job: Job,
  session: Session,
  queries: readonly Query[],
  attachment: Attachment | undefined,
): void {
  const bound = actor.state.row?.seq ?? 0;
  const run = async (): Promise<void> => {
    for (const query of queries) {
      if (session.isClosed) return;
      if (query.what === "data") {
        if (attachment !== undefined) readHistory(session, { actor, attachment, job, query, bound });
        continue;
      }
      const meta = await readMeta(actor, job, session, query);
      if (hasLost(actor, session, attachment)) return refused(job, session);
      send(session, meta);
    }
  };
  run().catch((error: unknown) => failed(actor, job, session, error));
}

/** What was read shows the topic as it is now, which is not for one who lost it meanwhile (P7). */
function hasLost(actor: TopicActor, session: Session, attachment: Attachment | undefined): boolean {
  if (attachment === undefined || session.attachments.get(actor.topic) === attachment) return false;
  return !mayStay(actor.state, attachment);
}

/** The answer to a {sub} was given before. */
function refused(job: Job, session: Session): void {
  if (session.isClosed || job.command.verb !== "get") return;
  const { id, ref } = job.command;
  answer(session, id, { fault: "permission-denied", topic: ref.as }, job.at);
}

async function readMeta(
  actor: TopicActor,
  job: Job,
  session: Session,
  query: Query & { what: "info" | "sub" },
): Promise<Event> {
  const viewer = { user: session.user, tag: session.tag };
  const meta = { event: "meta", id: job.command.id, label: query.label, at: job.at } as const;
  if (query.what === "info") return { ...meta, info: await readInfo(actor, job, viewer, query) };
  const isOwn = actor.state.kind === "me";
  const sub = await (isOwn ? readListed(actor, viewer, query) : readMembers(actor, viewer, query));
  return { ...meta, sub };
}

type Viewer = { readonly user: UserId | undefined; readonly tag: string | undefined };

async function readInfo(
  actor: TopicActor,
  job: Job,
  viewer: Viewer,
  query: Query & { what: "info" },
): Promise<InfoView> {
  const named = "ref" in job.command ? job.command.ref.peer : undefined;
  const peer = named ?? (viewer.user === undefined ? undefined : peerOf(actor.topic, viewer.user));
  const users = peer === undefined ? undefined : await loadUsers(actor, [peer]);
  const accounts = { peer: peer && users?.get(peer), self: actor.state.user };
  const { tokenOf, settings } = actor.world;
  const around = { tokenOf, largeTopic: settings.policy.largeTopic, online: actor.attachments.users };
  const view = infoView(actor.state, viewer, query.view, accounts, around);
  return query.named ? { name: actor.topic, ...view } : view;
}

async function readMembers(
  actor: TopicActor,
  viewer: Viewer,
  { page }: Query & { what: "sub" },
): Promise<readonly SubView[]> {
  const { largeTopic } = actor.world.settings.policy;
  const rows = rowsShown(actor.state, viewer, page, largeTopic).map(({ user }) => user);
  const users = await loadUsers(actor, rows);
  // as they are now, after the wait
  const now = rows
    .map((user) => actor.state.members.get(user))
    .filter((row) => row !== undefined)
    .filter((row) => row.marker !== "left");
  const online = isLarge(actor.state, largeTopic)
    ? undefined
    : (user: UserId): boolean => actor.attachments.has(user);
  return memberViews(actor.state, viewer, now, users, online);
}

async function readListed(
  actor: TopicActor,
  viewer: Viewer,
  { inbox }: Query & { what: "sub" },
): Promise<readonly SubView[]> {
  const { store, settings, marks, people } = actor.world;
  const owner = meOwner(actor.topic);
  for (const { attachments } of people.sessionsOf(owner)) {
    for (const attachment of attachments.values()) attachment.actor.attachments.markRead([attachment]);
  }
  const unwritten = marks.unwrittenOf(owner);
  const stored = await store.listSubscriptions(settings.tenant, owner);
  const listed = stored.map((entry) => withMarks(entry, unwritten.get(entry.row.topic)));
  const users = await loadUsers(actor, peersOf(listed));
  const last = inbox === true ? await readLast(actor, listed) : undefined;
  const more = (entry: Listed): Partial<SubView> =>
    last === undefined ? {} : inboxView(entry, last.get(entry.row.topic));
  return listedViews(listed, { user: owner, tag: viewer.tag }, users, more);
}

function withMarks(entry: Listed, newer: Unwritten | undefined): Listed {
  if (newer === undefined) return entry;
  const { subscription } = entry;
  const seen = { ...subscription.seen, ...newer.seen };
  return { ...entry, subscription: { ...subscription, seen, read: Math.max(subscription.read, newer.read) } };
}

/** Topics whose last messages are read in one go: about 2 ms. */
const lastAtOnce = 64;

/** The newest message of each topic that there is for its subscriber. */
async function readLast(
  { world }: TopicActor,
  listed: readonly Listed[],
): Promise<ReadonlyMap<TopicName, Message>> {
  const { store, settings, clock } = world;
  const found = new Map<TopicName, Message>();
  const wanted = listed.filter(hasLast);
  for (let at = 0; at < wanted.length; at += lastAtOnce) {
    const some = wanted.slice(at, at + lastAtOnce).map(async (entry): Promise<void> => {
      const { topic, seq } = entry.row;
      const slice = { above: goneBelow(entry), upTo: seq, ascending: false, limit: 1, maxChars: 1 };
      const [message] = await store.readMessages(settings.tenant, topic, slice);
      if (message !== undefined) found.set(topic, message);
    });
    // oxlint-disable-next-line no-await-in-loop
    await Promise.all(some);
    // oxlint-disable-next-line no-await-in-loop
    if (at + lastAtOnce < wanted.length) await new Promise<void>((resolve) => clock.soon(resolve));
  }
  return found;
}

async function loadUsers(actor: TopicActor, users: readonly UserId[]): Promise<ReadonlyMap<UserId, User>> {
  const { store, settings } = actor.world;
  const found = users.length === 0 ? [] : await store.loadUsers(settings.tenant, users);
  return new Map(found.map((user) => [user.id, user]));
}

/** Reading failed: for a {get} this is its final answer; a {sub} was answered before, and its live messages must not wait for ever. */
function failed(actor: TopicActor, job: Job, session: Session, error: unknown): void {
  if (!(error instanceof Unavailable)) {
    actor.world.metrics.counts.bugs++;
    actor.world.log.error({ err: error, topic: actor.topic }, "a query failed");
  }
  if (session.isClosed) return;
  if (job.command.verb === "get")
    answer(session, job.command.id, { fault: "storage", topic: job.command.ref.as }, job.at);
  const attachment = session.attachments.get(actor.topic);
  if (attachment?.isCatchingUp === true) session.close("internal");
}
