// A server of the 0.4 wire in the hands of a test: it answers as the real one does as far as clients ask, and when it is told to.
// It offers every extension, so that the bindings can be tested against those that a server may lack.
import type { Browse, Data, Requests, Sub, Word } from "../src/wire/packets.ts";

type Body = { readonly id: string; readonly what?: string } & Partial<
  Omit<
    Requests["sub"] &
      Requests["get"] &
      Requests["set"] &
      Requests["pub"] &
      Requests["login"] &
      Requests["del"],
    "what"
  >
>;

export interface Asked {
  readonly word: Word;
  readonly body: Body;
}

const at = "2026-01-05T09:00:00.000Z";
const bob = { user: "usrIU_LOVwRNsc", public: "Bob" };

export class FakeServer {
  ext: Record<string, number> = { key: 1, bearer: 1, find: 1, inbox: 1 };
  /** by topic, ascending */
  readonly messages = new Map<string, Data[]>();
  user = "usrOj0B3-gSBSs";
  /** the list of `me` */
  contacts: Sub[] = [];
  /** every request, in order */
  readonly asked: Asked[] = [];
  /** keys that were stored, with their time */
  readonly keys = new Map<string, string>();
  /** come live in the middle of the next answer from the history */
  during: Data[] = [];
  /** connections are refused */
  isDown = false;
  /** packets are swallowed, in both directions */
  isSilent = false;
  /** {pub} is answered by `accept` */
  holdsPubs = false;
  /** answers to requests, instead of the usual: an error code; 0: no answer; undefined: the usual */
  refuse: (asked: Asked) => number | undefined = () => undefined;
  socket: FakeSocket | undefined;
  readonly attached = new Set<string>();
  #held: Body[] = [];
  connections = 0;

  readonly WebSocket: new (url: string) => FakeSocket = socketOf(this);

  /** The network breaks. */
  lose(): void {
    this.socket?.end(1006);
  }

  send(packet: object | string): void {
    if (!this.isSilent) this.socket?.deliver(typeof packet === "string" ? packet : JSON.stringify(packet));
  }

  store(data: Data): void {
    const all = [...(this.messages.get(data.topic) ?? []), data];
    this.messages.set(
      data.topic,
      all.toSorted((a, b) => (a.ts < b.ts ? -1 : 1)),
    );
  }

  live(data: Data): void {
    this.store(data);
    if (this.attached.has(data.topic)) this.send({ data });
  }

  /** @returns the {pub} that waits the longest */
  held(): Body | undefined {
    return this.#held[0];
  }

  /** Answers it, as stored at `ts` unless its key was stored before. */
  accept(ts: string, { echo = false, silent = false } = {}): void {
    const body = this.#held.shift();
    if (body === undefined) throw new Error("nothing waits");
    const { id, topic = "", key = "", content } = body;
    const known = this.keys.get(key);
    if (known === undefined) this.store({ topic, from: this.user, ts, content });
    this.keys.set(key, known ?? ts);
    if (silent) return;
    this.send({ ctrl: { id, topic, code: 202, text: "accepted", ts: known ?? ts } });
    if (echo && known === undefined) this.send({ data: { topic, from: this.user, ts, content } });
  }

  opened(socket: FakeSocket): void {
    this.connections++;
    if (this.isDown) return socket.end(1006);
    this.socket = socket;
    this.attached.clear();
    this.#held = [];
    const params = { ver: "0.4", build: "fake", ext: this.ext };
    this.send({ ctrl: { code: 201, text: "created", params, ts: at } });
  }

  receive(text: string): void {
    if (this.isSilent) return;
    const [[word, body]] = Object.entries(JSON.parse(text)) as [[Word, Body]];
    const asked = { word, body };
    this.asked.push(asked);
    const code = this.refuse(asked) ?? (this.#isStrange(asked) ? 403 : undefined);
    if (code === 0) return;
    if (code !== undefined) return this.#ctrl(body, code, "refused");
    if (word === "get") this.#get(body);
    else if (word === "pub" && this.holdsPubs) this.#held.push(body);
    else if (word === "pub") {
      this.#held.push(body);
      this.accept(new Date(Date.parse(at) + 3_600_000 + this.asked.length).toISOString(), { echo: true });
    } else this.#do(word, body);
  }

  /** Who is not attached learns nothing of a group but its description. */
  #isStrange({ word, body: { topic = "", what } }: Asked): boolean {
    return word === "get" && what !== "info" && topic.startsWith("grp") && !this.attached.has(topic);
  }

  #do(word: Word, body: Body): void {
    const topic = body.topic === "new" ? "grpnew" : (body.topic ?? "");
    if (word === "sub") this.attached.add(topic);
    if (word === "leave") this.attached.delete(topic);
    const login = { uid: this.user, token: "ntr_token", expires: "2026-01-06T10:00:00Z" };
    const name = { info: { name: topic, bearer: { mode: "RWP", token: "secret" } } };
    const params = word === "login" ? login : word === "acc" ? { uid: "usrIU_LOVwRNsc" } : name;
    this.#ctrl({ ...body, topic }, word === "acc" ? 201 : 200, "ok", params);
  }

  #get(body: Body): void {
    const { id, topic = "", what = "", browse } = body;
    if (topic === "fnd") {
      const sub = [{ ...bob, tags: ["bob"], updated: at }];
      this.send({ meta: { id, topic, ts: at, sub } });
      return this.#ctrl(body, 200, "ok", { what: "sub", count: 1 });
    }
    const acs = { want: "RWP", given: "RWP" };
    if (what.includes("info"))
      this.send({ meta: { id, topic, ts: at, info: { created: at, updated: at, acs } } });
    const members = [{ user: this.user, updated: at, mode: "RWP", public: "Alice" }];
    if (topic.startsWith("p2p")) members.push({ ...bob, updated: at, mode: "RWP" });
    if (what.includes("sub")) {
      this.send({ meta: { id, topic, ts: at, sub: topic === "me" ? this.#list() : members } });
    }
    if (what.includes("data")) this.#page(body, topic, browse ?? {});
  }

  /** Where something was said, the list says what was said last. */
  #list(): readonly Sub[] {
    return this.contacts.map((contact) => {
      const last = this.messages.get(contact.topic ?? "")?.at(-1);
      if (!last || !this.ext["inbox"]) return contact;
      return { ...contact, lastMsg: last.ts, last: { ts: last.ts, from: last.from, content: last.content } };
    });
  }

  #page(body: Body, topic: string, { since = "", before = "~", ascnd, limit = 32 }: Browse): void {
    const all = (this.messages.get(topic) ?? []).filter(({ ts }) => ts >= since && ts < before);
    const page = ascnd ? all.slice(0, limit) : all.toReversed().slice(0, limit);
    const half = page.length >> 1;
    for (const data of page.slice(0, half)) this.send({ data });
    // only where there is something to be in the middle of, and not while the oldest one is looked for
    const during = limit > 1 ? this.during.splice(0) : [];
    for (const data of during) this.live(data);
    for (const data of page.slice(half)) this.send({ data });
    this.#ctrl(body, 200, "ok", { what: "data", count: page.length });
  }

  #ctrl({ id, topic }: Body, code: number, text: string, params?: object): void {
    this.send({ ctrl: { id, ...(topic && { topic }), code, text, ...(params && { params }), ts: at } });
  }
}

function socketOf(server: FakeServer): new (url: string) => FakeSocket {
  return class extends FakeSocket {
    constructor(url: string) {
      super(url, server);
    }
  };
}

/** What the bindings use of a WebSocket. Everything arrives in a turn of its own. */
export class FakeSocket {
  readonly url: string;
  onmessage: WebSocket["onmessage"] = null;
  onclose: WebSocket["onclose"] = null;
  onerror: WebSocket["onerror"] = null;
  readonly #server: FakeServer;
  #isOver = false;

  constructor(url: string, server: FakeServer) {
    this.url = url;
    this.#server = server;
    setImmediate(() => server.opened(this));
  }

  send(text: string): void {
    setImmediate(() => this.#isOver || this.#server.receive(text));
  }

  close(): void {
    this.#isOver = true;
  }

  deliver(data: string): void {
    if (this.#isOver) return;
    this.onmessage?.call(this as unknown as WebSocket, { data } as MessageEvent);
  }

  end(code: number, reason = ""): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.onclose?.call(this as unknown as WebSocket, { code, reason } as CloseEvent);
  }
}
