// The packets of the 0.4 wire as types, and their texts (spec: 0.4 §2, §3, extensions §2–§7).
// Times, modes and durations are text here, as they travel. `T` stands for what the application puts in.
import { isRecord } from "../values/record.ts";

export interface Credential {
  readonly scheme?: "basic" | undefined;
  /** `name:password`, or `clear` to delete the scheme */
  readonly secret: string;
}

export interface DefaultAccess {
  readonly auth?: string | undefined;
  readonly anon?: string | undefined;
}

/** The value that clears a `public`, a `private`, `tags`, a bearer token or a credential. */
export const clear = "\u2421";

export interface Init {
  readonly defacs?: DefaultAccess | undefined;
  readonly public?: unknown;
  readonly private?: unknown;
  readonly tags?: readonly string[] | typeof clear | undefined;
  /** `init` of a new group: mode; `info` of {set}: mode or renew, or `clear` to close */
  readonly bearer?: { readonly mode?: string; readonly renew?: true } | typeof clear | undefined;
}

export interface Browse {
  readonly ascnd?: boolean | undefined;
  /** inclusive */
  readonly since?: string | undefined;
  /** exclusive */
  readonly before?: string | undefined;
  readonly limit?: number | undefined;
}

export interface SubsPage {
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
  readonly inbox?: boolean | undefined;
}

/** JSON text that goes out byte for byte: what a retry with a key must repeat. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The messages of a client by their word; `id` is added when they are sent. */
export interface Requests {
  acc: {
    readonly user?: string | undefined;
    readonly auth: readonly Credential[];
    readonly init?: Init | undefined;
  };
  login: {
    readonly scheme?: "basic" | "token" | undefined;
    readonly secret: string;
    readonly expireIn?: string | undefined;
    readonly tag?: string | undefined;
  };
  sub: {
    readonly topic: string;
    readonly init?: Init | undefined;
    readonly sub?: { readonly mode?: string | undefined; readonly info?: unknown } | undefined;
    readonly bearer?: string | undefined;
    readonly get?: string | undefined;
    readonly browse?: Browse | undefined;
    readonly subs?: SubsPage | undefined;
  };
  leave: { readonly topic: string; readonly unsub?: boolean | undefined };
  pub: { readonly topic: string; readonly key?: string | undefined; readonly content: unknown };
  get: {
    readonly topic: string;
    readonly what: string;
    readonly browse?: Browse | undefined;
    readonly subs?: SubsPage | undefined;
    readonly find?: string | undefined;
  };
  set: {
    readonly topic: string;
    readonly what: string;
    readonly info?: Init | undefined;
    readonly sub?: {
      readonly user?: string | undefined;
      readonly mode?: string | undefined;
      readonly info?: unknown;
    };
    readonly device?:
      | { readonly via: string; readonly token: string; readonly lang?: string | undefined }
      | typeof clear;
  };
  del: {
    readonly topic: string;
    readonly what?: "msg" | "topic" | undefined;
    readonly hard?: boolean | undefined;
    readonly before?: string | undefined;
  };
}

export type Word = keyof Requests;

export interface Ctrl {
  readonly id?: string | undefined;
  readonly topic?: string | undefined;
  readonly code: number;
  readonly text: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly ts: string;
}

export interface Data {
  readonly topic: string;
  /** absent: published without login */
  readonly from?: string | undefined;
  readonly ts: string;
  readonly content: unknown;
}

export interface Info {
  readonly created: string;
  readonly updated: string;
  readonly name?: string | undefined;
  readonly public?: unknown;
  readonly private?: unknown;
  readonly defacs?: DefaultAccess | undefined;
  readonly acs?: { readonly want: string; readonly given: string };
  readonly lastMsg?: string | undefined;
  readonly seen?: { readonly when: string; readonly tag?: string | undefined };
  readonly seenTag?: string | undefined;
  readonly bearer?: {
    readonly mode: string;
    readonly updated?: string | undefined;
    readonly token?: string | undefined;
  };
  readonly members?: number | undefined;
  readonly online?: number | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** An entry of a list: a member of a topic, a topic of one's own (`me`), or what was found (`fnd`). */
export interface Sub {
  readonly user?: string | undefined;
  readonly topic?: string | undefined;
  readonly with?: string | undefined;
  readonly updated: string;
  readonly mode?: string | undefined;
  readonly public?: unknown;
  readonly private?: unknown;
  readonly online?: "on" | "off" | undefined;
  readonly lastMsg?: string | undefined;
  readonly seen?: { readonly when: string; readonly tag?: string | undefined };
  readonly seenTag?: string | undefined;
  readonly unread?: number | undefined;
  readonly last?: {
    readonly ts: string;
    readonly from?: string | undefined;
    readonly content?: unknown;
    readonly cut?: true | undefined;
  };
  readonly tags?: readonly string[] | undefined;
}

export interface Meta {
  readonly id?: string | undefined;
  readonly topic: string;
  readonly ts: string;
  readonly info?: Info | undefined;
  readonly sub?: readonly Sub[] | undefined;
  readonly device?: readonly unknown[] | undefined;
}

export interface Pres {
  readonly topic: string;
  readonly user?: string | undefined;
  readonly what: string;
}

/** A packet of the server: one of these members. */
export interface Packets {
  readonly ctrl?: Ctrl | undefined;
  readonly data?: Data | undefined;
  readonly meta?: Meta | undefined;
  readonly pres?: Pres | undefined;
}

/** The text of a request. Members that are undefined are left out. */
export function writeRequest<W extends Word>(word: W, id: string, body: Requests[W]): string {
  const { content, ...rest } = { id, ...body } as Record<string, unknown>;
  const text = JSON.stringify(rest);
  if (content === undefined) return `{"${word}":${text}}`;
  const raw = content instanceof RawJson ? content.text : JSON.stringify(content);
  return `{"${word}":${text.slice(0, -1)},"content":${raw}}}`;
}

/** Members that are strings in each kind; `code` is a number. */
const texts: { readonly [K in keyof Required<Packets>]: readonly string[] } = {
  ctrl: ["text", "ts"],
  data: ["topic", "ts"],
  meta: ["topic", "ts"],
  pres: ["topic", "what"],
};

/** A packet of the server; undefined for what is none of the four, so that later kinds are passed over. */
export function readPacket(text: string): Packets | undefined {
  let packet: unknown;
  try {
    packet = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(packet)) return undefined;
  const kinds = (Object.keys(texts) as (keyof Packets)[]).filter((kind) => packet[kind] !== undefined);
  const [kind, another] = kinds;
  if (!kind || another) return undefined;
  const body = packet[kind];
  if (!isRecord(body) || !texts[kind].every((name) => typeof body[name] === "string")) return undefined;
  return kind !== "ctrl" || typeof body["code"] === "number" ? { [kind]: body } : undefined;
}
