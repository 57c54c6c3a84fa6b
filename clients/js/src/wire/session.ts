// One session: packets in, packets out, one promise per request id. It ends when its channel does and never comes back.
// A heartbeat finds half-open connections: whoever heard nothing for a while asks something, and takes silence for the end.
import { NatterError, noAnswer } from "../values/natter-error.ts";
import { parseTime } from "../values/time.ts";
import type { Platform } from "../values/platform.ts";
import { ignore, within } from "../values/within.ts";
import { connectionLost } from "./channel.ts";
import type { Channel, ChannelListener, Ending, TransportName } from "./channel.ts";
import { readPacket, writeRequest } from "./packets.ts";
import type { Browse, Ctrl, Data, Info, Packets, Pres, Requests, Sub, Word } from "./packets.ts";

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** ms until the request fails with code 0; default 30 s */
  readonly timeoutMs?: number | undefined;
}

/** All that came for one request. */
export interface Answer {
  /** absent for {get} of `info` and `sub`, whose {meta} is the answer */
  ctrl?: Ctrl;
  info?: Info;
  sub?: readonly Sub[];
  device?: readonly unknown[];
  /** the messages that were asked for, the oldest first */
  readonly data: Data[];
}

/** What nobody asked for. */
export interface SessionListener {
  data?(data: Data): void;
  pres?(pres: Pres): void;
  /** this session is not attached to the topic any more */
  evicted?(topic: string): void;
  closed?(ending: Ending): void;
}

interface Pending {
  readonly word: Word;
  readonly answer: Answer;
  readonly claims: (data: Data) => boolean;
  /** what came within the range, by `ts`: a part of the page, or news. What came twice is both, and in the answer */
  readonly once: Map<string, Data>;
  /** packets that are still to come; infinite: it ends with its {ctrl} */
  missing: number;
  resolve(answer: Answer): void;
  readonly fail: (code: number, text: string, details?: { readonly detail: unknown }) => void;
}

/** Heard nothing for so long: ask. Nothing came for so long after: it is over. */
export const heartbeatMs = 25_000;
const silenceMs = 20_000;
const answerWithinMs = 30_000;
/** of one request, as UTF-8 (spec: 0.4 §1.4) */
const maxBytes = 32_768;

export class Session implements ChannelListener {
  /** set by `opened` */
  greeting: Ctrl | undefined;
  /** not yet, where it ends as soon as it begins */
  readonly #channel: Channel | undefined;
  readonly transport: TransportName;
  readonly #platform: Platform;
  readonly #listener: SessionListener;
  readonly #pending = new Map<string, Pending>();
  #count = 0;
  #stopHeart: () => void = ignore;
  #ending: Ending | undefined;
  readonly #opened: (session: Session) => void;
  readonly #refused: (error: NatterError) => void;

  /** Either `opened` is called, after the greeting, or `refused`, once. */
  constructor(
    connect: (listener: ChannelListener) => Channel,
    transport: TransportName,
    platform: Platform,
    listener: SessionListener,
    opened: (session: Session) => void,
    refused: (error: NatterError) => void,
  ) {
    this.transport = transport;
    this.#platform = platform;
    this.#listener = listener;
    this.#opened = opened;
    this.#refused = refused;
    this.#channel = connect(this);
  }

  /** The extensions that the server announced, each with its version. */
  get extensions(): Readonly<Record<string, unknown>> {
    return (this.greeting?.params?.["ext"] as Record<string, unknown> | undefined) ?? {};
  }

  /** @throws NatterError by rejection: refusals, timeout, abort, end of the session */
  request<W extends Word>(word: W, body: Requests[W], options: RequestOptions = {}): Promise<Answer> {
    const request = { word, topic: (body as Partial<Requests["sub"]>).topic };
    const { signal, timeoutMs = answerWithinMs } = options;
    return within(this.#platform, timeoutMs, { signal, request }, (resolve, reject) => {
      const id = String(++this.#count);
      const text = writeRequest(word, id, body);
      const fail: Pending["fail"] = (code, why, details) =>
        reject(new NatterError(code, why, request, details));
      if (this.#ending) fail(noAnswer, this.#ending.text);
      // the server would end the session
      else if (new TextEncoder().encode(text).length > maxBytes) fail(413, "too big");
      else {
        const expected = expectation(word, body as Partial<Requests["get"] & Requests["sub"]>);
        this.#pending.set(id, { word, answer: { data: [] }, once: new Map(), ...expected, resolve, fail });
        this.#channel?.send(text);
      }
      // it stays pending: what comes of a page that nobody waits for must not be taken for news
      return () => {};
    });
  }

  /** End it. Requests without an answer fail; `closed` is not called. */
  close(): void {
    if (!this.#ending) this.#end({ code: 0, text: "closed" });
  }

  // ---- what the channel says

  packet(text: string): void {
    if (this.#ending) return;
    this.#beat();
    const packet = readPacket(text);
    if (!packet) return;
    const { ctrl } = packet;
    if (this.greeting) this.#take(packet);
    else if (ctrl && ctrl.code >= 400) this.closed(ctrl);
    else if (ctrl) {
      this.greeting = ctrl;
      this.#opened(this);
    }
  }

  closed(ending: Ending): void {
    if (this.#ending) return;
    this.#end(ending);
    if (this.greeting) this.#listener.closed?.(ending);
    // a status of HTTP says why; a code of a WebSocket does not
    else this.#refused(new NatterError(ending.code < 1000 ? ending.code : noAnswer, ending.text));
  }

  #end(ending: Ending): void {
    this.#ending = ending;
    this.#channel?.close();
    this.#stopHeart();
    for (const { fail } of this.#pending.values()) fail(noAnswer, ending.text);
  }

  // ---- packets

  #take({ ctrl, meta, data, pres }: Packets): void {
    if (data) this.#hear(data);
    if (pres) this.#listener.pres?.(pres);
    const { id = "" } = ctrl ?? meta ?? {};
    if (!id && ctrl?.code === 205 && ctrl.topic) this.#listener.evicted?.(ctrl.topic);
    const pending = this.#pending.get(id);
    if (!pending) return;
    if (ctrl) this.#answered(pending, ctrl);
    Object.assign(pending.answer, meta);
    if (--pending.missing > 0) return;
    // at once: the next packet may come before whoever waits goes on
    this.#pending.delete(id);
    pending.resolve(pending.answer);
  }

  /** Pages come one after the other, so only the first may have it. What comes twice is live as well. */
  #hear(data: Data): void {
    const pending = [...this.#pending.values()].find(({ claims }) => claims(data));
    if (pending?.once.delete(data.ts) === false) return void pending.once.set(data.ts, data);
    pending?.answer.data.push(data);
    this.#listener.data?.(data);
  }

  #answered(pending: Pending, ctrl: Ctrl): void {
    const { code, text, params } = ctrl;
    const { answer, once, word } = pending;
    const { data } = answer;
    // not attached, or all has come: what was asked for besides does not
    if (word === "get" || (code !== 200 && code !== 304)) pending.missing = 0;
    if (code >= 400) {
      pending.fail(code, text, { detail: params?.["detail"] });
      // the beginning of a page, or news: nobody can tell, and a new session asks for what is missing
      if (once.size + data.length > 0) this.closed({ code: 0, text: connectionLost });
      return;
    }
    answer.ctrl = ctrl;
    // what was published after the page was read is newer than all else that came once, and no part of the answer
    const count = (params?.["count"] ?? Infinity) as number;
    const page = [...once.values()].sort(byTime);
    const live = page.splice(count - data.length);
    data.push(...page);
    data.sort(byTime);
    for (const one of live) this.#listener.data?.(one);
  }

  // ---- heartbeat

  /** Something was heard. No clock is read, for it may be set meanwhile: the timer begins anew. */
  #beat(): void {
    this.#stopHeart();
    this.#stopHeart = this.#platform.after(heartbeatMs, () => void this.probe());
  }

  /** Ask whether anybody is there. It ends when nothing is heard within so many ms. */
  async probe(timeoutMs = silenceMs): Promise<void> {
    const last = this.#stopHeart;
    // an empty page: any answer will do, a refusal too
    const browse = { before: "0001-01-01T00:00:00Z" };
    await this.request("get", { topic: "me", what: "data", browse }, { timeoutMs }).catch(ignore);
    if (this.#stopHeart === last) this.closed({ code: 0, text: "silence" });
  }
}

/** When a request is answered, and which {data} belong to it. */
function expectation(
  word: Word,
  body: Partial<Requests["get"] & Requests["sub"]>,
): Pick<Pending, "missing" | "claims"> {
  const isGet = word === "get";
  const words = ((isGet ? body.what : body.get) ?? "").split(/\s+/);
  const isPage = isGet && words.includes("data");
  // who bans himself gets nothing besides
  const metas = body.sub?.mode?.includes("X")
    ? 0
    : ["info", "sub", "device"].filter((one) => words.includes(one)).length;
  const endsWithCtrl = isPage || body.topic === "fnd" || metas === 0;
  return {
    missing: isGet ? (endsWithCtrl ? Infinity : metas) : metas + 1,
    claims: inRange(isPage ? body.topic : undefined, body.browse),
  };
}

function inRange(topic: string | undefined, { since, before }: Browse = {}): Pending["claims"] {
  const from = parseTime(since) ?? -Infinity;
  const to = parseTime(before) ?? Infinity;
  return (data) => data.topic === topic && timeOf(data) >= from && timeOf(data) < to;
}

function timeOf({ ts }: Data): number {
  return Number(parseTime(ts));
}

function byTime(one: Data, other: Data): number {
  return timeOf(one) - timeOf(other);
}
