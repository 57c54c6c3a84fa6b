// One session: packets in, packets out, one promise per request id. It ends when its channel does and never comes back.
// A heartbeat finds half-open connections: whoever heard nothing for a while asks something, and takes silence for the end.
import { NatterError, noAnswer } from "../values/natter-error.ts";
import type { FailedRequest } from "../values/natter-error.ts";
import { parseTime } from "../values/time.ts";
import type { Platform } from "../values/platform.ts";
import { within } from "../values/within.ts";
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
  /** what came for the topic meanwhile, within the range of `browse`: the answer of {get data}, and what was published since */
  data: Data[];
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
  readonly request: FailedRequest;
  readonly answer: Answer;
  readonly claims: ((data: Data) => boolean) | undefined;
  metas: number;
  needsCtrl: boolean;
  resolve(answer: Answer): void;
  reject(error: NatterError): void;
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
  readonly #channel: Channel;
  readonly transport: TransportName;
  readonly #platform: Platform;
  readonly #listener: SessionListener;
  readonly #pending = new Map<string, Pending>();
  #count = 0;
  #stopHeart: () => void = () => {};
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
    const topic = "topic" in body ? body.topic : undefined;
    const request = { word, topic };
    const { signal, timeoutMs = answerWithinMs } = options;
    if (this.#ending) return Promise.reject(new NatterError(noAnswer, this.#ending.text, request));
    const id = String(++this.#count);
    const text = writeRequest(word, id, body);
    // the server would end the session
    if (new TextEncoder().encode(text).length > maxBytes)
      return Promise.reject(new NatterError(413, "too big", request));
    return within(this.#platform, timeoutMs, "answer", { signal, request }, (resolve, reject) => {
      const expected = expectation(word, body as Partial<Requests["get"] & Requests["sub"]>);
      this.#pending.set(id, { request, answer: { data: [] }, ...expected, resolve, reject });
      this.#channel.send(text);
      return () => this.#pending.delete(id);
    });
  }

  /** End it. Requests without an answer fail; `closed` is not called. */
  close(): void {
    if (this.#ending) return;
    this.#channel.close();
    this.#end({ code: 0, text: "closed" });
  }

  // ---- what the channel says

  packet(text: string): void {
    if (this.#ending) return;
    this.#beat();
    const packet = readPacket(text);
    if (!packet) return;
    const { ctrl } = packet;
    if (this.greeting) this.#take(packet);
    else if (ctrl && ctrl.code >= 400) this.#break(ctrl);
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

  #break(ending: Ending): void {
    this.#channel.close();
    this.closed(ending);
  }

  #end(ending: Ending): void {
    this.#ending = ending;
    this.#stopHeart();
    for (const pending of [...this.#pending.values()]) {
      pending.reject(new NatterError(noAnswer, ending.text, pending.request));
    }
  }

  // ---- packets

  #take({ ctrl, meta, data, pres }: Packets): void {
    if (data) {
      const claimant = [...this.#pending.values()].find(
        ({ needsCtrl, claims }) => needsCtrl && claims?.(data),
      );
      if (claimant) claimant.answer.data.push(data);
      else this.#listener.data?.(data);
    }
    if (pres) this.#listener.pres?.(pres);
    const id = (ctrl ?? meta)?.id;
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (ctrl && id === undefined && ctrl.code === 205 && ctrl.topic) this.#listener.evicted?.(ctrl.topic);
    if (!pending) return;
    if (ctrl) this.#answered(pending, ctrl);
    if (meta) {
      Object.assign(pending.answer, meta);
      pending.metas--;
    }
    if (!pending.needsCtrl && pending.metas <= 0) pending.resolve(pending.answer);
  }

  #answered(pending: Pending, ctrl: Ctrl): void {
    const { code, text, params } = ctrl;
    const { word } = pending.request;
    // at once: the next packet may come before whoever waits goes on
    pending.needsCtrl = false;
    if (code >= 400)
      return pending.reject(new NatterError(code, text, pending.request, { detail: params?.["detail"] }));
    pending.answer.ctrl = ctrl;
    // one that was just published may have come twice
    pending.answer.data = [...new Map(pending.answer.data.map((data) => [data.ts, data])).values()];
    // not attached: what was asked for besides does not come
    if (word === "get" || (word === "sub" && code !== 200 && code !== 304)) pending.metas = 0;
  }

  // ---- heartbeat

  /** Something was heard. No clock is read, for it may be set meanwhile: the timer begins anew. */
  #beat(): void {
    this.#stopHeart();
    this.#stopHeart = this.#platform.after(heartbeatMs, () => void this.#ask());
  }

  async #ask(): Promise<void> {
    const last = this.#stopHeart;
    // an empty page: any answer will do, a refusal too
    const browse = { before: "0001-01-01T00:00:00.000Z", limit: 1 };
    await this.request("get", { topic: "me", what: "data", browse }, { timeoutMs: silenceMs }).catch(
      () => {},
    );
    if (this.#stopHeart === last && !this.#ending) this.#break({ code: 0, text: "silence" });
  }
}

/** When a request is answered, and which {data} belong to it. */
function expectation(
  word: Word,
  body: Partial<Requests["get"] & Requests["sub"]>,
): Pick<Pending, "metas" | "needsCtrl" | "claims"> {
  const words = new Set((word === "get" ? body.what : body.get)?.split(/\s+/));
  const metas = ["info", "sub", "device"].filter((one) => words.has(one)).length;
  const isPage = word === "get" && (words.has("data") || body.topic === "fnd");
  return {
    metas: word === "sub" && body.sub?.mode?.includes("X") ? 0 : metas,
    needsCtrl: word !== "get" || isPage || metas === 0,
    claims: word === "get" && words.has("data") ? inRange(body.topic, body.browse ?? {}) : undefined,
  };
}

function inRange(topic: string | undefined, { since, before }: Browse): (data: Data) => boolean {
  const from = parseTime(since) ?? -Infinity;
  const to = parseTime(before) ?? Infinity;
  return (data) => {
    const at = parseTime(data.ts) ?? NaN;
    return data.topic === topic && at >= from && at < to;
  };
}
