// The model's words over the 0.4 wire. Positions are times here: `ts` grows from message to message of a topic.
import { peerOf } from "../values/ids.ts";
import { NatterError } from "../values/natter-error.ts";
import { formatTime, parseTime } from "../values/time.ts";
import type {
  Backend,
  Changes,
  Credentials,
  Feature,
  Limits,
  Link,
  Login,
  Page,
  Range,
  Subscription,
} from "../model/link.ts";
import type { Contact, Description, Found, Member, Sent } from "../model/types.ts";
import { Dialer } from "../wire/dial.ts";
import type { DialOptions } from "../wire/dial.ts";
import { clear, RawJson } from "../wire/packets.ts";
import type { Ctrl, Data, Info, Init, Requests, Sub, Word } from "../wire/packets.ts";
import type { Answer, Session } from "../wire/session.ts";

export function over04(options: DialOptions): Backend {
  const dialer = new Dialer(options);
  return {
    async open(listener, signal) {
      const session = await dialer.open(
        {
          data: (data) => listener.message(data.topic, messageOf(data)),
          pres: ({ topic, user, what }) => listener.presence(topic, user, what),
          evicted: (topic) => listener.evicted(topic),
          closed: ({ text }) => listener.closed(text),
        },
        signal,
      );
      return new Link04(session);
    },
  };
}

class Link04 implements Link {
  readonly #session: Session;
  readonly #limits: Limits;
  /** shared by all views of one session */
  readonly #login: { user?: string };

  constructor(session: Session, limits: Limits = {}, login: { user?: string } = {}) {
    this.#session = session;
    this.#limits = limits;
    this.#login = login;
  }

  within(limits: Limits): Link {
    return new Link04(this.#session, limits, this.#login);
  }

  get transport(): string {
    return this.#session.transport;
  }

  has(feature: Feature): boolean {
    return this.#session.extensions[feature] === 1;
  }

  probe(timeoutMs: number): void {
    void this.#session.probe(timeoutMs);
  }

  close(): void {
    this.#session.close();
  }

  // ---- accounts

  async createAccount(name: string, password: string, about: Changes): Promise<string> {
    const auth = [basic(`${name}:${password}`)];
    const { uid } = await this.#params("acc", { user: "new", auth, init: initOf(about) });
    return uid as string;
  }

  async setPassword(name: string, password: string | null): Promise<void> {
    const auth = [basic(password === null ? clear : `${name}:${password}`)];
    await this.#request("acc", { auth });
  }

  async logIn(by: Credentials, tag: string, tokenLife: string | undefined): Promise<Login> {
    const what =
      "token" in by ? ({ scheme: "token", secret: by.token } as const) : basic(`${by.name}:${by.password}`);
    const body = { ...what, expireIn: tokenLife, tag };
    const { uid, token, expires } = await this.#params("login", body);
    this.#login.user = uid as string;
    return { user: this.#login.user, token: token as string, expires: timeOf(expires as string) };
  }

  // ---- topics

  async createGroup(about: Changes): Promise<string> {
    const { ctrl } = await this.#request("sub", { topic: "new", init: initOf(about) });
    return ctrl?.topic ?? "";
  }

  async subscribe(topic: string, how: Subscription): Promise<"attached" | "waiting"> {
    const { mode, info, bearer } = how;
    const body = {
      // the name of a conversation exists when it was made; the other user is there from the beginning
      topic: peerOf(topic, this.#login.user) ?? topic,
      init: unlessEmpty({ private: how.private }),
      sub: unlessEmpty({ mode, info }),
      bearer,
    };
    const { ctrl } = await this.#request("sub", body);
    return ctrl?.code === 202 ? "waiting" : "attached";
  }

  async leave(topic: string, forGood: boolean): Promise<void> {
    await this.#request("leave", { topic, unsub: forGood || undefined });
  }

  async publish(topic: string, json: string, key: string): Promise<{ position: number; at: number }> {
    const body = { topic, key: this.has("key") ? key : undefined, content: new RawJson(json) };
    const { ctrl } = await this.#request("pub", body);
    const at = timeOf(ctrl?.ts);
    return { position: at, at };
  }

  async describe(topic: string): Promise<Description> {
    const { info } = await this.#request("get", { topic, what: "info" });
    // the answer was complete, so it is there
    return descriptionOf(info as Info);
  }

  async members(topic: string, after: string | undefined): Promise<readonly Member[]> {
    const subs = after === undefined ? undefined : { after, limit: 128 };
    const { sub } = await this.#request("get", { topic, what: "sub", subs });
    return (sub ?? []).map(memberOf);
  }

  async contacts(): Promise<readonly Contact[]> {
    const subs = this.has("inbox") ? { inbox: true } : undefined;
    const { sub } = await this.#request("get", { topic: "me", what: "sub", subs });
    return (sub ?? []).map(contactOf);
  }

  async history(topic: string, { after, before, limit }: Range): Promise<Page> {
    const browse = {
      ascnd: after !== undefined || undefined,
      since: textOf(after && after + 1),
      before: textOf(before),
      limit,
    };
    const { data } = await this.#request("get", { topic, what: "data", browse });
    return { messages: data.map(messageOf), isFull: data.length >= limit };
  }

  async change(topic: string, changes: Changes): Promise<{ bearer?: { mode: string; token?: string } }> {
    const { info = {} } = await this.#params("set", { topic, what: "info", info: initOf(changes) ?? {} });
    return info as { bearer?: { mode: string; token?: string } };
  }

  async setAccess(
    topic: string,
    user: string | undefined,
    mode: string | undefined,
    info: unknown,
  ): Promise<void> {
    await this.#request("set", { topic, what: "sub", sub: { user, mode, info } });
  }

  async erase(topic: string, before: number | undefined, forAll: boolean): Promise<void> {
    await this.#request("del", { topic, hard: forAll || undefined, before: textOf(before) });
  }

  async deleteTopic(topic: string): Promise<void> {
    await this.#request("del", { topic, what: "topic" });
  }

  async find(query: string): Promise<readonly Found[]> {
    const { sub } = await this.#request("get", { topic: "fnd", what: "sub", find: query });
    return (sub ?? []).map(({ user, topic, public: about, tags = [] }) => ({
      user,
      topic,
      public: about,
      tags,
    }));
  }

  // ---- writing

  async #params<W extends Word>(word: W, body: Requests[W]): Promise<NonNullable<Ctrl["params"]>> {
    return (await this.#request(word, body)).ctrl?.params ?? {};
  }

  /** What an older server would pass over, and so do something else, is refused here. */
  async #request<W extends Word>(word: W, body: Requests[W]): Promise<Answer> {
    const {
      topic,
      bearer,
      find,
      init,
      info = init,
      subs,
    } = body as Partial<Requests["sub"] & Requests["set"] & Requests["get"]>;
    const needed = { bearer: bearer ?? info?.bearer ?? subs?.after, find: find ?? info?.tags };
    for (const feature of ["bearer", "find"] as const) {
      if (needed[feature] !== undefined && !this.has(feature))
        throw new NatterError(501, `no "${feature}" here`, { word, topic });
    }
    return this.#session.request(word, body, this.#limits);
  }
}

// ---- what is said

function initOf({ public: about, private: note, defaultAccess, tags, bearer }: Changes): Init | undefined {
  const orClear = <V>(value: V | null): V | typeof clear => (value === null ? clear : value);
  return unlessEmpty({
    defacs: defaultAccess,
    public: orClear(about),
    private: orClear(note),
    bearer: orClear(bearer === "renew" ? { renew: true } : bearer),
    tags: orClear(tags),
  });
}

/** An object that says nothing is left out, as is what has its default: its text is `{}`, which has no third character. */
function unlessEmpty<O extends object>(object: O): O | undefined {
  return JSON.stringify(object)[2] ? object : undefined;
}

function basic(secret: string): { readonly scheme: "basic"; readonly secret: string } {
  return { scheme: "basic", secret };
}

function timeOf(text: string | undefined): number {
  return parseTime(text) ?? 0;
}

function textOf(position: number | undefined): string | undefined {
  return position === undefined ? position : formatTime(position);
}

function messageOf({ ts, from, content }: Data): Sent {
  const at = timeOf(ts);
  return { position: at, at, from, content, state: "sent" };
}

function descriptionOf(info: Info): Description {
  return {
    created: timeOf(info.created),
    updated: timeOf(info.updated),
    public: info.public,
    private: info.private,
    access: info.acs,
    defaultAccess: info.defacs,
    lastMessage: parseTime(info.lastMsg),
    bearer: info.bearer,
    memberCount: info.members,
    tags: info.tags,
  };
}

function memberOf(sub: Sub): Member {
  return {
    user: sub.user ?? "",
    updated: timeOf(sub.updated),
    mode: sub.mode ?? "N",
    public: sub.public,
    private: sub.private,
    isOnline: sub.online && sub.online === "on",
  };
}

/** Without counts of the server: something was said since any client of the user was there. */
function contactOf(sub: Sub): Contact {
  const { topic = "", with: user, mode = "N", seen, seenTag, last, lastMsg } = sub;
  return {
    topic,
    user,
    mode,
    updated: timeOf(sub.updated),
    public: sub.public,
    private: sub.private,
    isOnline: false,
    lastMessage: parseTime(lastMsg),
    seen: parseTime(seen?.when),
    seenHere: parseTime(seenTag),
    unread: sub.unread ?? (timeOf(lastMsg) > timeOf(seen?.when) ? 1 : 0),
    last: last && { at: timeOf(last.ts), from: last.from, content: last.content },
  };
}
