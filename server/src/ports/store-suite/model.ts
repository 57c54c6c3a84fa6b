// A store as the contract tells it, in the plainest way: erased and ended things are removed at once, so there is nothing to sweep.
import type { TopicName } from "../../core/ids.ts";
import type { Message, Subscription, TopicHead } from "../../core/state.ts";
import type { Assigned, Expect, Write } from "../../core/vocabulary.ts";
import type { Committed, Mark, Slice } from "../store.ts";

interface Topic {
  head: TopicHead;
  version: number;
  seq: number;
  lastTs: number;
  deletes: number;
  erased: number;
  rows: Subscription[];
  messages: Message[];
  keys: Map<string, { seq: number; ts: number; content: string }>;
}

export class Model {
  #topics = new Map<TopicName, Topic>();

  state(name: TopicName): string | undefined {
    return this.#topics.get(name)?.head.state;
  }

  /** What a caller expects who knows everything; or, on request, is behind. */
  mayFail(topic: TopicName, isBehind: boolean): Expect[] {
    return [{ topic, version: (this.#topics.get(topic)?.version ?? 0) + (isBehind ? 1 : 0) }];
  }

  commit(expects: readonly Expect[], writes: readonly Write[]): Committed {
    for (const { topic, version } of expects) {
      if ((this.#topics.get(topic)?.version ?? 0) !== version) return { done: "conflict", topic };
    }
    const versions = new Map<TopicName, number>();
    for (const write of writes) {
      if (write.put !== "topic" && write.put !== "subscription") continue;
      if (versions.has(write.topic)) continue;
      const topic = this.#topics.get(write.topic) ?? this.#create(write);
      versions.set(write.topic, ++topic.version);
    }
    return { done: "ok", versions, assigned: writes.map((write) => this.#write(write)) };
  }

  #create(write: Write): Topic {
    if (write.put !== "topic") throw new Error("the test writes to a topic that it did not make");
    const { topic: name, head } = write;
    const counters = { version: 0, seq: 0, lastTs: 0, deletes: 0, erased: 0 };
    const topic = { head, ...counters, rows: [], messages: [], keys: new Map<string, never>() };
    this.#topics.set(name, topic);
    return topic;
  }

  #write(write: Write): Assigned {
    if (!("topic" in write)) return undefined;
    const topic = this.#topics.get(write.topic);
    if (topic === undefined) throw new Error("the test writes to a topic that it did not make");
    if (write.put === "topic") return this.#turn(topic, write.head);
    if (write.put === "subscription") {
      const old = topic.rows.find(({ user }) => user === write.row.user) ?? write.row;
      const { recv, read, cleared, seen } = old;
      topic.rows = topic.rows.filter(({ user }) => user !== write.row.user);
      if (topic.head.state === "gone" && !(topic.head.kind === "p2p" && write.row.granted)) return undefined;
      topic.rows.push({ ...write.row, recv, read, cleared, seen, changed: topic.version });
      return undefined;
    }
    return write.put === "message" ? this.#append(topic, write) : this.#erase(topic, write);
  }

  #turn(topic: Topic, head: TopicHead): undefined {
    if (head.state !== topic.head.state) {
      this.#hard(topic, topic.seq);
      topic.keys.clear();
      topic.rows = topic.rows.filter((row) => head.kind === "p2p" && row.granted);
    }
    topic.head = head;
  }

  #append(topic: Topic, { at, from, content, key }: Extract<Write, { put: "message" }>): Assigned {
    const used = key === undefined ? undefined : topic.keys.get(key.name);
    if (used?.content === content) return { seq: used.seq, ts: used.ts, repeat: true };
    if (used !== undefined) return { clash: true };
    const place = { seq: ++topic.seq, ts: (topic.lastTs = Math.max(at, topic.lastTs + 1)) };
    if (topic.head.state === "gone") return place;
    topic.messages.push({ ...place, ...(from !== undefined && { from }), content });
    if (key !== undefined) topic.keys.set(key.name, { ...place, content });
    return place;
  }

  #erase(topic: Topic, { user, before = Infinity }: Extract<Write, { put: "erasure" }>): Assigned {
    let upTo = topic.erased;
    for (const { seq, ts } of topic.messages) if (ts < before) upTo = Math.max(upTo, seq);
    if (before > topic.lastTs) upTo = topic.seq;
    if (user === undefined) return { upTo: this.#hard(topic, upTo) };
    const row = topic.rows.find((candidate) => candidate.user === user);
    if (row === undefined) return { upTo };
    if (upTo > row.cleared) topic.deletes++;
    const cleared = Math.max(row.cleared, upTo);
    topic.rows = topic.rows.map((other) => (other === row ? { ...row, cleared } : other));
    return { upTo: cleared };
  }

  #hard(topic: Topic, upTo: number): number {
    if (upTo > topic.erased) topic.deletes++;
    topic.erased = Math.max(topic.erased, upTo);
    topic.messages = topic.messages.filter(({ seq }) => seq > topic.erased);
    return topic.erased;
  }

  mark({ topic, user, recv = 0, read = 0, seen }: Mark): void {
    const found = this.#topics.get(topic);
    if (found === undefined) return;
    found.rows = found.rows.map((row) => {
      if (row.user !== user) return row;
      const times = {
        ...row.seen,
        ...(seen !== undefined && { [seen.tag]: Math.max(row.seen[seen.tag] ?? 0, seen.at) }),
      };
      return { ...row, recv: Math.max(row.recv, recv), read: Math.max(row.read, read), seen: times };
    });
  }

  read(
    name: TopicName,
    { above = 0, upTo = Infinity, since = 0, before = Infinity, ...rest }: Slice,
  ): Message[] {
    const topic = this.#topics.get(name);
    if (topic === undefined || topic.head.state === "gone") return [];
    const found = topic.messages.filter(
      ({ seq, ts }) => seq > above && seq <= upTo && ts >= since && ts < before,
    );
    const page: Message[] = [];
    let chars = 0;
    for (const message of rest.ascending ? found : found.toReversed()) {
      if (page.length === rest.limit || chars > rest.maxChars) break;
      page.push(message);
      chars += message.content.length;
    }
    return page;
  }

  load(name: TopicName, since: number): unknown {
    const topic = this.#topics.get(name);
    if (topic === undefined) return undefined;
    const { head, version, seq, lastTs, deletes, erased } = topic;
    const rows = topic.rows.filter(({ changed }) => changed > since);
    const subscriptions = rows.toSorted((a, b) => (a.user < b.user ? -1 : 1));
    return { row: { ...head, version, seq, lastTs, deletes, erased }, subscriptions };
  }
}
