// How a committed write changes a topic in memory. The only function that changes a TopicState.
// Also used to fold a batch before its commit, with the numbers that the store is expected to assign.
// Marks (recv, read, seen) and soft deletions of a row are not moved by writing the row, only upward by marks and erasures.
import { meOwner } from "../ids.ts";
import type { Subscription, TopicCounters, TopicRow, TopicState } from "../state.ts";
import type { Assigned, Change, Write } from "../vocabulary.ts";

type Written = Extract<Change, { readonly change: "write" }>;
type Put<K extends Write["put"]> = Extract<Write, { readonly put: K }>;

/**
 * Takes the write over. Writes to other topics (notices) change nothing here.
 * `version` is that of the topic after the commit; during a fold, the one it has.
 */
export function evolve(state: TopicState, change: Written, version: number): void {
  const { write, assigned } = change;
  if (!concerns(state, write)) return;
  switch (write.put) {
    case "message":
      return append(state, assigned, version);
    case "user":
      state.user = { ...write.user, version };
      break;
    case "topic":
      state.row = { ...write.head, ...countersOf(state.row) };
      break;
    case "subscription":
      state.members.set({ ...write.row, ...marksOf(state.members.get(write.row.user)), changed: version });
      break;
    case "erasure":
      erase(state, write, assigned);
      break;
    case "login":
    case "token":
    case "revocation":
      break;
  }
  if (state.row !== undefined) state.row = { ...state.row, version };
}

/** The write is one of this topic: of its name, or of the account whose `me` topic it is. */
function concerns(state: TopicState, write: Write): boolean {
  if ("topic" in write) return write.topic === state.topic;
  if (state.kind !== "me") return false;
  const owner = meOwner(state.topic);
  switch (write.put) {
    case "user":
      return write.user.id === owner;
    case "login":
      return write.login.user === owner;
    case "token":
    case "revocation":
      return false;
  }
}

const noCounters: TopicCounters = { version: 0, seq: 0, lastTs: 0, deletes: 0, erased: 0 };

function countersOf(row: TopicRow | undefined): TopicCounters {
  if (row === undefined) return noCounters;
  const { version, seq, lastTs, deletes, erased } = row;
  return { version, seq, lastTs, deletes, erased };
}

function marksOf(
  row: Subscription | undefined,
): Pick<Subscription, "recv" | "read" | "cleared" | "seen"> | object {
  if (row === undefined) return {};
  const { recv, read, cleared, seen } = row;
  return { recv, read, cleared, seen };
}

/** The most frequent of all writes: one new row. */
function append(state: TopicState, assigned: Assigned, version: number): void {
  if (state.row === undefined) return;
  const isStored = assigned !== undefined && "seq" in assigned && assigned.repeat !== true;
  const { seq, lastTs } = state.row;
  const counters = isStored ? { seq: assigned.seq, lastTs: assigned.ts } : { seq, lastTs };
  state.row = { ...state.row, ...counters, version };
}

function erase(state: TopicState, write: Put<"erasure">, assigned: Assigned): void {
  const { row } = state;
  if (row === undefined) return;
  const upTo = reachOf(row, write, assigned);
  if (write.user === undefined) {
    if (upTo > row.erased) state.row = { ...row, erased: upTo, deletes: row.deletes + 1 };
    return;
  }
  const member = state.members.get(write.user);
  if (member === undefined || upTo <= member.cleared) return;
  state.row = { ...row, deletes: row.deletes + 1 };
  state.members.set({ ...member, cleared: upTo });
}

/** In a fold only the reach of an erasure of everything is known; a later decision of the batch does not look at it. */
function reachOf(row: TopicRow, write: Put<"erasure">, assigned: Assigned): number {
  if (assigned !== undefined && "upTo" in assigned) return assigned.upTo;
  return write.before === undefined ? row.seq : 0;
}
