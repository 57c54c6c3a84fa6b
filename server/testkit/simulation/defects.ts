// Servers that are wrong in one place: what a simulation must find. Each stands between the real server and its ports, as a defect of the
// store, of the disk or of the transport would; nothing of the server knows of it. A defect keeps what it needs for one simulation.
import type { MemoryData, MemoryTopic } from "../../src/adapters/store-memory/data.ts";
import type { Message } from "../../src/core/state.ts";
import type { Store } from "../../src/ports/store.ts";
import type { PromiseName } from "../checker/evidence.ts";
import { reading } from "../reading.ts";
import type { Link } from "./link.ts";

export interface Defect {
  /** around the store of every life of every server */
  readonly store?: (store: Store) => Store;
  /** what a client gets instead of that packet */
  readonly carry?: (text: string, link: Link) => readonly string[];
  /** done to the disk when the power was off */
  readonly disk?: (data: MemoryData) => void;
  /** done to the data before each commit */
  readonly beforeCommit?: (data: MemoryData) => void;
  /** commits are answered before they are flushed */
  readonly isHasty?: true;
}

const isData = (text: string): boolean => text.startsWith('{"data"') && !text.includes('"topic":"me"');

/** Once in so many times. */
function each<T>(times: number, fits: (value: T) => boolean): (value: T) => boolean {
  let count = 0;
  return (value) => fits(value) && ++count % times === 0;
}

/** Groups and conversations with some messages. */
function talkative(data: MemoryData): readonly MemoryTopic[] {
  const topics = [...data.values()].flatMap((tenant) => [...tenant.topics.values()]);
  return topics.filter(({ head, messages }) => head.kind !== "me" && messages.length > 3);
}

/** Whether a packet is a message that is news: newer than what came of its topic over this connection before. Pages show what is old. */
function watchNews(): (text: string, link: Link) => boolean {
  const newest = new WeakMap<Link, Map<string, string>>();
  return (text, link) => {
    if (!isData(text)) return false;
    const { topic, ts } = (JSON.parse(text) as { data: { topic: string; ts: string } }).data;
    const seen = newest.get(link) ?? new Map<string, string>();
    newest.set(link, seen);
    const former = seen.get(topic);
    if (former === undefined || ts > former) seen.set(topic, ts);
    return former !== undefined && ts > former;
  };
}

function dropOne(): Defect {
  const isNews = watchNews();
  const isIt = each(40, (isNewsNow: boolean) => isNewsNow);
  return { carry: (text, link) => (isIt(isNews(text, link)) ? [] : [text]) };
}

function swapTwo(): Defect {
  const isIt = each(40, isData);
  const held = new Map<Link, string>();
  return {
    carry(text, link) {
      const former = held.get(link);
      if (former === undefined && isIt(text)) {
        held.set(link, text);
        return [];
      }
      if (former === undefined || !isData(text)) return [text];
      held.delete(link);
      return [text, former];
    },
  };
}

function forgetKeys(): Defect {
  return {
    store: (store) => ({
      ...store,
      commit: (tenant, expects, writes) =>
        store.commit(
          tenant,
          expects,
          writes.map((write) => {
            if (write.put !== "message") return write;
            const { key: _key, ...others } = write;
            return others;
          }),
        ),
    }),
  };
}

function timesFollowTheClock(): Defect {
  return {
    beforeCommit(data) {
      for (const topic of talkative(data)) topic.lastTs = 0;
    },
  };
}

function loseOneInTheMiddle(): Defect {
  return {
    disk(data) {
      for (const { messages } of talkative(data)) messages.splice(messages.length >> 1, 1);
    },
  };
}

function loseTheTail(): Defect {
  return {
    disk(data) {
      for (const topic of talkative(data)) {
        topic.messages.pop();
        topic.seq--;
      }
    },
  };
}

/** A session that lost a topic hears the next message that others get of it all the same. */
function leakToTheBanned(): Defect {
  const evicted = new Map<Link, string>();
  const leaks = new Map<Link, string>();
  return {
    carry(text, link) {
      const topic = /"topic":"((?:grp|p2p)[^"]*)"/.exec(text)?.[1] ?? "";
      if (text.includes('"code":205')) evicted.set(link, topic);
      for (const [other, lost] of evicted) {
        if (other === link || lost !== topic || !isData(text)) continue;
        leaks.set(other, text);
        evicted.delete(other);
      }
      const leak = leaks.get(link);
      leaks.delete(link);
      return leak === undefined ? [text] : [text, leak];
    },
  };
}

function staleCache(): Defect {
  const cache = new Map<string, readonly Message[]>();
  return {
    store: reading((messages, _store, [, topic, { ascending, limit }]) => {
      if (ascending) return messages;
      const key = `${topic} ${limit}`;
      const cached = cache.get(key) ?? messages;
      cache.set(key, cached);
      return cached;
    }),
  };
}

function oneTooFar(): Defect {
  return {
    store: reading((messages, store, [tenant, topic, slice]) =>
      slice.before === undefined
        ? messages
        : store.readMessages(tenant, topic, { ...slice, before: slice.before + 1 }),
    ),
  };
}

function corruptByte(): Defect {
  return {
    store: reading((messages) =>
      messages.map((message) =>
        message.seq % 20 === 0 ? { ...message, content: message.content.replace("p", "q") } : message,
      ),
    ),
  };
}

function stuckPresence(): Defect {
  const isOff = (text: string): boolean =>
    text.startsWith('{"pres"') && text.includes('"topic":"me"') && text.includes('"what":"off"');
  return { carry: (text) => (isOff(text) ? [] : [text]) };
}

/** A defect, and what it may be found as. */
export interface Known {
  readonly make: () => Defect;
  readonly promises: readonly PromiseName[];
}

export const defects: Readonly<Record<string, Known>> = {
  "a packet of a fan-out is dropped": { make: dropOne, promises: ["P4"] },
  "two packets change places": { make: swapTwo, promises: ["P3", "P4", "P11"] },
  "a retry is stored again": { make: forgetKeys, promises: ["P6"] },
  "acknowledged before it is durable": { make: () => ({ isHasty: true }), promises: ["P1"] },
  "a message is gone after a crash": { make: loseOneInTheMiddle, promises: ["P1", "P2"] },
  "times follow the clock": { make: timesFollowTheClock, promises: ["P5", "P8"] },
  "a banned session hears on": { make: leakToTheBanned, promises: ["P7"] },
  "a page comes from a stale cache": { make: staleCache, promises: ["P4", "P9", "P11"] },
  "the tail is lost in a crash": { make: loseTheTail, promises: ["P1"] },
  "a page goes one too far": { make: oneTooFar, promises: ["P9"] },
  "a byte of a content changes": { make: corruptByte, promises: ["P5"] },
  "somebody gone is still shown": { make: stuckPresence, promises: ["P10"] },
};
