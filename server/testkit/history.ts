// What happened, as its observers saw it: every request, every packet that came, every end of a session, in the order of this process.
// Nothing is judged here; checker.ts does that when all is over. Contents of messages must be unique, for they name the messages.

/** A {data} packet. `content` is the raw text of its JSON. */
export interface Data {
  readonly topic: string;
  readonly from: string | undefined;
  /** as on the wire: three digits of milliseconds, so that order of text is order of time */
  readonly ts: string;
  readonly content: string;
}

/** A {ctrl} packet. */
export interface Ctrl {
  readonly id: string | undefined;
  readonly topic: string | undefined;
  readonly code: number;
  readonly text: string;
  readonly ts: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Pres {
  readonly topic: string;
  readonly user: string | undefined;
  readonly what: string;
}

/** The id and topic of a {meta}; its parts are of no interest here. */
export interface Meta {
  readonly id: string | undefined;
  readonly topic: string;
  readonly info: Readonly<Record<string, unknown>> | undefined;
  readonly sub: readonly Readonly<Record<string, unknown>>[] | undefined;
}

export type Packet =
  | ({ readonly kind: "data" } & Data)
  | ({ readonly kind: "ctrl" } & Ctrl)
  | ({ readonly kind: "pres" } & Pres)
  | ({ readonly kind: "meta" } & Meta);

/** What was asked: the members of the request, content as raw text. */
export interface Asked {
  readonly verb: string;
  readonly id: string | undefined;
  readonly topic: string | undefined;
  readonly content?: string;
  readonly key?: string;
  readonly get?: string;
  readonly browse?: Browse;
  /** {set}: of one's own access, which may end one's own attachment */
  readonly isOwn?: boolean;
}

export interface Browse {
  readonly since?: string;
  readonly before?: string;
  readonly limit?: number;
  readonly ascnd?: boolean;
}

interface Base {
  /** place in the history */
  readonly index: number;
  /** monotonic, ms since the history began */
  readonly ms: number;
}

export type Happened = Base &
  (
    | { readonly event: "opened"; readonly session: string; readonly user: string }
    | { readonly event: "asked"; readonly session: string; readonly asked: Asked }
    | { readonly event: "got"; readonly session: string; readonly packet: Packet }
    | { readonly event: "ended"; readonly session: string; readonly by: "server" | "client" }
    | { readonly event: "noted"; readonly text: string }
  );

type Told = Happened extends infer E ? (E extends Base ? Omit<E, keyof Base> : never) : never;

/** A stored message, as a reader of the finished history or of the store sees it. `seq` where the store was asked. */
export interface Stored {
  readonly seq?: number;
  readonly ts: string;
  readonly from: string | undefined;
  readonly content: string;
}

/** All of a topic when everything was over, in the order of its numbers. */
export interface Log {
  readonly messages: readonly Stored[];
  /** messages before that time were deleted for everybody */
  readonly erasedBefore?: string;
  /** users who deleted messages for themselves: what they are sent of the topic has holes, and only its messages are looked at */
  readonly hiddenFrom?: ReadonlySet<string>;
}

/** What else is known when everything is over. */
export interface Ending {
  /** by topic */
  readonly logs: ReadonlyMap<string, Log>;
  /** for sessions on `me`: who is there, as is known for certain; by session, then by user */
  readonly presence?: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  /** the message with that content, and all after it, happened when the user had lost the topic for good */
  readonly losses?: readonly { readonly topic: string; readonly user: string; readonly content: string }[];
  /** rights were given back: a {pres} after a 205 may be of the later right and is not judged */
  readonly haveRightsReturned?: boolean;
  /** servers that do not hear of each other: what one stored may reach the sessions of another late, so that nothing is due at a {leave} */
  readonly isLate?: boolean;
  /** the largest that was seen of what is bounded */
  readonly bounds?: readonly { readonly name: string; readonly seen: number; readonly bound: number }[];
}

export class History {
  readonly #events: Happened[] = [];
  readonly #clock: () => number;
  readonly #began: number;

  /** @param clock ms; the time of a simulation is not that of this process */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#began = clock();
  }

  get events(): readonly Happened[] {
    return this.#events;
  }

  add(told: Told): number {
    const index = this.#events.length;
    const ms = this.#clock() - this.#began;
    this.#events.push({ index, ms, ...told });
    return index;
  }

  note(text: string): void {
    this.add({ event: "noted", text });
  }
}

/** @throws Error when it is no packet of the 0.4 wire: that is a defect of the server in itself */
export function readPacket(text: string): Packet {
  const json: unknown = JSON.parse(text);
  const [kind, body] = isRecord(json) ? (Object.entries(json)[0] ?? []) : [];
  if (!isRecord(body)) throw new Error(`no packet of the 0.4 wire: ${text}`);
  const topic = textOf(body["topic"]);
  const id = textOf(body["id"]);
  switch (kind) {
    case "data":
      return {
        kind,
        topic: topic ?? "",
        from: textOf(body["from"]),
        ts: String(body["ts"]),
        content: rawContent(text, body["content"]),
      };
    case "ctrl": {
      const { code, params } = body;
      const about = isRecord(params) ? params : {};
      return {
        kind,
        id,
        topic,
        code: Number(code),
        text: String(body["text"]),
        ts: String(body["ts"]),
        params: about,
      };
    }
    case "pres":
      return { kind, topic: topic ?? "", user: textOf(body["user"]), what: String(body["what"]) };
    case "meta": {
      const { info, sub } = body;
      return {
        kind,
        id,
        topic: topic ?? "",
        info: isRecord(info) ? info : undefined,
        sub: Array.isArray(sub) ? sub.filter(isRecord) : undefined,
      };
    }
    default:
      throw new Error(`no packet of the 0.4 wire: ${text}`);
  }
}

/** `content` is the last member; those before it are written by the server and hold no such text. */
function rawContent(text: string, parsed: unknown): string {
  const at = text.indexOf(',"content":');
  const raw = text.slice(at + ',"content":'.length, -2);
  if (at < 0 || parsed === undefined) throw new Error(`a message without content: ${text}`);
  return raw;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
