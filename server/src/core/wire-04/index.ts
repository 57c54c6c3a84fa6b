// The 0.4 wire at the edge of the server: text → Command, Event → text (spec: 0.4 §1.6, steps 1 and 2 of the order of checks).
// Nothing throws on what a client sent. Everything else of this folder is reached through here.
import type { Extension } from "../extensions.ts";
import { refuse } from "../faults.ts";
import type { Refusal } from "../faults.ts";
import type { TopicName, UserId } from "../ids.ts";
import { readPacket } from "../json/front.ts";
import type { Packet } from "../json/front.ts";
import type { JsonLimits } from "../json/reader.ts";
import type { Time } from "../time.ts";
import type { Command, Event } from "../vocabulary.ts";
import { decodeAcc } from "./acc.ts";
import { encodeAnswer, encodeEvicted } from "./ctrl.ts";
import { encodeData } from "./data.ts";
import { decodeDel } from "./del.ts";
import { fields } from "./fields.ts";
import type { Body, Word } from "./fields.ts";
import { refuseForeign } from "./foreign.ts";
import { decodeGet } from "./get.ts";
import { encodeGreeting } from "./greeting.ts";
import type { Hello } from "./greeting.ts";
import { decodeLeave } from "./leave.ts";
import { decodeLogin } from "./login.ts";
import { encodeMeta } from "./meta.ts";
import { formatName } from "./name.ts";
import type { Naming } from "./name.ts";
import { encodePres } from "./pres.ts";
import { decodePub } from "./pub.ts";
import { FieldReader } from "./read.ts";
import { decodeSet } from "./set.ts";
import { decodeSub } from "./sub.ts";

export type Decoded =
  | { readonly ok: true; readonly command: Command }
  | {
      readonly ok: false;
      /** of the refused packet, where they could be read; to be echoed */
      readonly id?: string;
      readonly topic?: string;
      readonly refusal: Refusal;
    };

type Decoders = { readonly [W in Word]: (body: Body<W>, naming: Naming) => Command | Refusal };

const decoders: Decoders = {
  acc: decodeAcc,
  login: decodeLogin,
  sub: decodeSub,
  leave: decodeLeave,
  pub: decodePub,
  get: decodeGet,
  set: decodeSet,
  del: decodeDel,
};

const none: ReadonlySet<Extension> = new Set();

/** One packet of a session. `who` is asking now; `draw` names a topic that is about to be made; `off` is switched off. */
export function decode(
  text: string,
  who: { readonly user?: UserId | undefined },
  draw: { groupName(): TopicName },
  off: ReadonlySet<Extension> = none,
  limits?: JsonLimits,
): Decoded {
  const packet = readPacket(text, limits);
  if (!packet.ok) return refused(packet.id, undefined, refuse("malformed", packet.detail));
  const naming: Naming = { user: who.user, groupName: () => draw.groupName() };
  const command = decodeMessage(packet.kind, packet.body, naming, off);
  if ("verb" in command) return { ok: true, command };
  const { topic } = packet.body;
  return refused(packet.id, typeof topic === "string" && topic !== "" ? topic : undefined, command);
}

function decodeMessage<W extends Word>(
  word: W,
  object: Packet["body"],
  naming: Naming,
  off: ReadonlySet<Extension>,
): Command | Refusal {
  const reader = new FieldReader();
  const body: Body<W> = reader.object(fields[word], object, word);
  if (reader.fault !== undefined) return refuse("malformed", reader.fault);
  return refuseForeign(word, object, off) ?? decoders[word](body, naming);
}

function refused(id: string | undefined, topic: string | undefined, refusal: Refusal): Decoded {
  return { ok: false, ...(id !== undefined && { id }), ...(topic !== undefined && { topic }), refusal };
}

/** The packet that shows this event on this wire; the same text for everybody who gets it. undefined = it does not show. */
export function encode(event: Event): string | undefined {
  switch (event.event) {
    case "answer":
      return encodeAnswer(event.id, event.reply, event.at);
    case "data":
      return encodeData(event.topic, event.message);
    case "meta":
      return encodeMeta(event);
    case "pres":
      return encodePres(event);
    case "evicted":
      return encodeEvicted(event.topic, event.at);
  }
}

/**
 * The first packet of a session. `hello`: the `id` of the connection's URL is echoed, a long-polling session learns its `sid`.
 * `ext`: the extensions that are switched on, each with its version.
 */
export function greeting(
  build: string,
  hello: Hello,
  ext: Readonly<Record<string, number>>,
  at: Time,
): string {
  return encodeGreeting(build, hello, ext, at);
}

/** The name of a topic as this wire writes it. */
export function wireName(topic: TopicName): string {
  return formatName(topic);
}
