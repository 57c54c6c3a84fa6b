// Requests in the words of the model: what a `Link` is asked for so that this packet goes out, and the text that the bindings send then.
import { isDeepStrictEqual } from "node:util";
import { over04 } from "../src/bridge/link-04.ts";
import type { Changes, Link } from "../src/model/link.ts";
import { parseTime } from "../src/values/time.ts";
import { clear } from "../src/wire/packets.ts";
import type { Init, Requests, Word } from "../src/wire/packets.ts";
import type { WebSocketClass } from "../src/wire/websocket.ts";

type Body = Partial<
  Omit<Requests["acc"] & Requests["login"] & Requests["sub"] & Requests["pub"] & Requests["get"], "scheme"> &
    Omit<Requests["set"] & Requests["leave"] & Requests["del"], "what">
> & { readonly scheme?: "basic" | "token"; readonly what?: string };

export interface Packet {
  readonly word: Word;
  readonly body: Body;
  /** the content as it stands in the text */
  readonly content: string | undefined;
}

export function packetOf(text: string): Packet {
  const [[word, body]] = Object.entries(JSON.parse(text)) as [[Word, Body]];
  return { word, body, content: /"content":(.*)\}\}$/.exec(text)?.[1] };
}

/** What the model has no word for: packets that only users of `natter-client/wire` send. */
export function isUnsaid({ word, body: { topic, what, get, browse, subs, tag, init } }: Packet): boolean {
  if (word === "login") return tag === undefined;
  // the mode of a token is always told
  if (word === "sub") return (get ?? browse ?? subs) !== undefined || isDeepStrictEqual(init?.bearer, {});
  if (word !== "get") return false;
  if (what === "sub")
    return topic === "me" ? subs?.inbox !== true || subs.limit !== undefined : !isPage(subs);
  return what !== "info" && (what !== "data" || browse?.limit === undefined);
}

const isPage = (subs: Body["subs"]): boolean => subs === undefined || (!!subs.after && subs.limit === 128);

/** The text that goes out for it. @throws NatterError by rejection, where the bindings refuse it */
export async function sentFor(
  packet: Packet,
  ext: Readonly<Record<string, number>>,
): Promise<string | undefined> {
  const sent: string[] = [];
  const Socket = socketOf(ext, sent) as unknown as WebSocketClass;
  const options = { url: "http://fake", apiKey: "k", transports: ["websocket"], WebSocket: Socket } as const;
  const listener = { message() {}, presence() {}, evicted() {}, closed() {} };
  const link = await over04(options).open(listener, new AbortController().signal);
  const answer = say(link, packet);
  link.close();
  await answer.catch((error: unknown) => {
    if (sent.length === 0) throw error;
  });
  return sent[0];
}

/** Greets, and keeps what it is sent. */
function socketOf(ext: Readonly<Record<string, number>>, sent: string[]): new () => object {
  return class {
    onmessage: (event: { data: string }) => void = () => {};
    constructor() {
      const params = { ver: "0.4", build: "x", ext };
      const data = JSON.stringify({
        ctrl: { code: 201, text: "created", params, ts: "2026-01-05T09:00:00.000Z" },
      });
      setImmediate(() => this.onmessage({ data }));
    }
    send = (text: string): void => void sent.push(text);
    close(): void {}
  };
}

function say(link: Link, { word, body, content = "" }: Packet): Promise<unknown> {
  const { topic = "", user, auth = [], secret = "", tag = "", init = {}, info = {}, sub = {} } = body;
  const [name, password] = split(auth[0]?.secret ?? secret);
  switch (word) {
    case "acc":
      if (user === "new") return link.createAccount(name, password, changesOf(init));
      return link.setPassword(name, name === clear ? null : password);
    case "login": {
      const by = body.scheme === "token" ? { token: secret } : { name, password };
      return link.logIn(by, tag, body.expireIn);
    }
    case "sub":
      if (topic === "new") return link.createGroup(changesOf(init));
      return link.subscribe(topic, { ...sub, private: init.private, bearer: body.bearer });
    case "leave":
      return link.leave(topic, body.unsub ?? false);
    case "pub":
      return link.publish(topic, content, body.key ?? "");
    case "get":
      return ask(link, topic, body);
    case "set": {
      if (body.what === "info") return link.change(topic, changesOf(info));
      const { user: of, mode, info: why } = sub as NonNullable<Requests["set"]["sub"]>;
      return link.setAccess(topic, of, mode, why);
    }
    case "del":
      if (body.what === "topic") return link.deleteTopic(topic);
      return link.erase(topic, parseTime(body.before), body.hard ?? false);
  }
}

function ask(link: Link, topic: string, { what, find, subs, browse = {} }: Body): Promise<unknown> {
  if (topic === "fnd") return link.find(find ?? "");
  if (what === "info") return link.describe(topic);
  if (what === "sub") return topic === "me" ? link.contacts() : link.members(topic, subs?.after);
  const since = parseTime(browse.since);
  const range = { before: parseTime(browse.before), limit: browse.limit ?? 0 };
  return link.history(topic, { ...range, after: since === undefined ? undefined : since - 1 });
}

function changesOf({ public: about, private: note, defacs, tags, bearer }: Init): Changes {
  const orNull = <V>(value: V | typeof clear): V | null => (value === clear ? null : value);
  const given = orNull(bearer);
  return {
    public: orNull(about),
    private: orNull(note),
    defaultAccess: defacs,
    tags: orNull(tags),
    ...(given !== undefined && { bearer: given?.renew ? "renew" : given && { mode: given.mode ?? "" } }),
  };
}

/** At the first colon. */
function split(secret: string): readonly [string, string] {
  const at = secret.indexOf(":");
  return at < 0 ? [secret, ""] : [secret.slice(0, at), secret.slice(at + 1)];
}
