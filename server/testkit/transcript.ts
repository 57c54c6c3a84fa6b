// A file of transcripts: conversations one after the other, each opened by a line `# title`. This file only reads; `play.ts` performs.
// The notation is described for readers in transcripts/README.md.
import { NotationError, parsePacket } from "./notation.ts";
import type { Pattern } from "./pattern.ts";

export type RigName = "memory" | "websocket" | "longpoll";

/** next: the next packet is this · any order: together with its neighbours · many: as many as are like this, at least one */
export type How = "next" | "any order" | "many";

/** One thing that happens. `line` counts from 1. */
export type Step = { readonly line: number; readonly text: string } & (
  | { readonly step: "send"; readonly session: string; readonly packet: Pattern }
  | { readonly step: "send raw"; readonly session: string; readonly raw: string }
  | {
      readonly step: "expect";
      readonly sessions: readonly string[];
      readonly packet: Pattern;
      readonly how: How;
    }
  | { readonly step: "silence" | "anything"; readonly sessions: readonly string[] }
  | { readonly step: "closed"; readonly sessions: readonly string[]; readonly code?: number }
  | { readonly step: "connect"; readonly session: string; readonly id?: string }
  | { readonly step: "arrive" | "hang up"; readonly session: string }
  | { readonly step: "log in"; readonly session: string; readonly tag?: string }
  | { readonly step: "pass"; readonly ms: number }
  | { readonly step: "restart" }
  | { readonly step: "sentence" }
);

export interface Conversation {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  /** rows of the specification that it shows; see rows.ts */
  readonly covers: readonly string[];
  /** empty = every rig */
  readonly rigs: readonly RigName[];
  readonly steps: readonly Step[];
}

/** A line that says nothing the reader knows. */
export class TranscriptError extends Error {
  override readonly name = "TranscriptError";
}

interface Line {
  readonly number: number;
  readonly text: string;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** All conversations of a file. `file` is only for messages. */
export function parseTranscripts(file: string, text: string): readonly Conversation[] {
  const conversations: Conversation[] = [];
  let lines: Line[] = [];
  const close = (): void => {
    const [head, ...body] = lines;
    if (head !== undefined) conversations.push(conversation(file, head, body));
  };
  for (const line of logicalLines(text)) {
    if (line.text.startsWith("# ")) {
      close();
      lines = [line];
    } else if (lines.length > 0) {
      lines.push(line);
    } else {
      throw new TranscriptError(`${file}:${line.number}: a conversation begins with "# title"`);
    }
  }
  close();
  return conversations;
}

/** Lines without comments; an indented line continues the one before. */
function logicalLines(text: string): readonly Line[] {
  const lines: { number: number; text: string }[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trimEnd();
    if (line === "" || line.startsWith("--")) continue;
    const last = lines.at(-1);
    if (/^\s/.test(line) && last !== undefined) last.text += ` ${line.trim()}`;
    else lines.push({ number: index + 1, text: line });
  }
  return lines;
}

function conversation(file: string, head: Line, body: readonly Line[]): Conversation {
  const covers: string[] = [];
  const rigs: RigName[] = [];
  const steps: Step[] = [];
  for (const line of body) {
    const [, key, value] = /^(covers|rigs): *(.*)$/.exec(line.text) ?? [];
    if (key === "covers") covers.push(...words(value));
    else if (key === "rigs") rigs.push(...words(value).map((word) => rigName(word, file, line)));
    else steps.push(step(file, line));
  }
  return { file, line: head.number, title: head.text.slice(2), covers, rigs, steps };
}

function words(list: string | undefined): readonly string[] {
  return (list ?? "").split(/,\s*/).filter((word) => word !== "");
}

function rigName(word: string, file: string, line: Line): RigName {
  if (word === "memory" || word === "websocket" || word === "longpoll") return word;
  throw new TranscriptError(`${file}:${line.number}: there is no rig "${word}"`);
}

function step(file: string, line: Line): Step {
  const place = { line: line.number, text: line.text };
  try {
    const found = packetStep(place) ?? sessionStep(place) ?? worldStep(place);
    if (found !== undefined) return found;
  } catch (error) {
    if (!(error instanceof NotationError)) throw error;
    throw new TranscriptError(`${file}:${line.number}: ${error.message}\n    ${line.text}`);
  }
  throw new TranscriptError(`${file}:${line.number}: not understood: ${line.text}`);
}

type Place = Pick<Step, "line" | "text">;

const hows: Readonly<Record<string, How>> = { "<": "next", "<~": "any order", "<*": "many" };

/** `alice > …`, `alice >> …`, `alice < …`, `alice, bob <~ …`, `alice <* …` */
function packetStep(place: Place): Step | undefined {
  const [, names, sign, rest] = /^([a-z]\w*(?:, *[a-z]\w*)*) (>>|>|<~|<\*|<) (.*)$/.exec(place.text) ?? [];
  if (names === undefined || rest === undefined) return undefined;
  const sessions = words(names);
  const [session = ""] = sessions;
  if (sign === ">>") return { ...place, step: "send raw", session, raw: rest };
  const packet = parsePacket(rest);
  if (sign === ">") return { ...place, step: "send", session, packet };
  return { ...place, step: "expect", sessions, packet, how: hows[sign ?? ""] ?? "next" };
}

/** `bob: silence`, `bob connects`, `bob2 logs in with tag "phone"` … */
function sessionStep(place: Place): Step | undefined {
  const [, names, state, code] =
    /^([a-z]\w*(?:, *[a-z]\w*)*): (silence|anything|closed)(?: (\d{4}))?$/.exec(place.text) ?? [];
  const sessions = words(names);
  if (state === "silence" || state === "anything") return { ...place, step: state, sessions };
  if (state === "closed")
    return { ...place, step: state, sessions, ...(code === undefined ? {} : { code: Number(code) }) };
  const [, session, act, value] =
    /^([a-z]\w*) (connects|arrives|hangs up|logs in)(?: with (?:id|tag) "([^"]*)")?$/.exec(place.text) ?? [];
  if (session === undefined) return undefined;
  if (act === "connects")
    return { ...place, step: "connect", session, ...(value === undefined ? {} : { id: value }) };
  if (act === "logs in")
    return { ...place, step: "log in", session, ...(value === undefined ? {} : { tag: value }) };
  return { ...place, step: act === "arrives" ? "arrive" : "hang up", session };
}

/** `5s pass`, `the server restarts`, and sentences, which begin with a capital letter and end with a full stop. */
function worldStep(place: Place): Step | undefined {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d) pass(?:es)?$/.exec(place.text) ?? [];
  if (count !== undefined) return { ...place, step: "pass", ms: Number(count) * (units[unit ?? ""] ?? 0) };
  if (place.text === "the server restarts") return { ...place, step: "restart" };
  if (/^[A-Z].*\.$/.test(place.text)) return { ...place, step: "sentence" };
  return undefined;
}
