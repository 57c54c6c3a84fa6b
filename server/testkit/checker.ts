// The history checker: reads what happened (history.ts) against the finished logs and says the first promise that was broken, with the
// few events that show it. The promises are P1 … P12 of ARCHITECTURE.md, as far as they can be seen from outside.
// What nobody knows (a request whose answer never came) may have happened once or not at all.
import { checkAnswers } from "./checker/answers.ts";
import { indexOf, type Found } from "./checker/evidence.ts";
import { checkLogs } from "./checker/logs.ts";
import { checkStates } from "./checker/states.ts";
import { checkStreams } from "./checker/streams.ts";
import type { Ending, Happened, History, Packet } from "./history.ts";

export interface Violation {
  readonly promise: Found["promise"];
  readonly text: string;
  readonly timeline: string;
}

/** undefined = every promise was kept. O(n log n) in the number of events. */
export function check(history: History, ending: Ending): Violation | undefined {
  const evidence = indexOf(history.events, ending);
  const found = [checkLogs, checkAnswers, checkStreams, checkStates].flatMap((look) => look(evidence));
  const [first] = found.toSorted((a, b) => Math.max(0, ...a.events) - Math.max(0, ...b.events));
  if (first === undefined) return undefined;
  const { promise, text } = first;
  return { promise, text, timeline: timelineOf(history.events, first) };
}

/** @throws Error with the first violation and its timeline; `about` says how to make it happen again (a seed) */
export function expectKept(history: History, ending: Ending, about: string): void {
  const violation = check(history, ending);
  if (violation === undefined) return;
  const { promise, text, timeline } = violation;
  throw new Error(`${promise} is broken (${about}): ${text}\n${timeline}`);
}

// ---- the timeline

const mostLines = 30;

/** The events named by the finding, the life of the sessions they belong to, and what was noted (crashes, restarts). */
function timelineOf(events: readonly Happened[], { events: named, sessions, content }: Found): string {
  const wanted = new Set(named);
  const shown = events.filter((event) => {
    if (wanted.has(event.index) || event.event === "noted") return true;
    if (content !== undefined && contentOf(event) === content) return true;
    return "session" in event && sessions.includes(event.session) && isLife(event);
  });
  const lines = thinned(shown, wanted).map((event) => (event === undefined ? "  …" : line(event)));
  return lines.join("\n");
}

/** Those that were named, and of the others the ones before the end of the story. */
function thinned(shown: readonly Happened[], wanted: ReadonlySet<number>): readonly (Happened | undefined)[] {
  if (shown.length <= mostLines) return shown;
  const end = Math.max(...wanted);
  const named = shown.filter(({ index }) => wanted.has(index)).slice(-mostLines);
  const others = shown.filter(({ index }) => !wanted.has(index));
  const room = mostLines - named.length;
  const before = others.filter(({ index }) => index < end).slice(Math.min(-room, -1));
  const kept = new Set([
    ...named,
    ...before,
    ...others.filter(({ index }) => index > end).slice(0, room - before.length),
  ]);
  return [undefined, ...shown.filter((event) => kept.has(event))];
}

function isLife(event: Happened): boolean {
  if (event.event === "opened" || event.event === "ended") return true;
  if (event.event === "asked") return ["sub", "leave", "login"].includes(event.asked.verb);
  return event.event === "got" && event.packet.kind === "ctrl" && event.packet.code === 205;
}

function contentOf(event: Happened): string | undefined {
  if (event.event === "asked") return event.asked.content;
  return event.event === "got" && event.packet.kind === "data" ? event.packet.content : undefined;
}

function line(event: Happened): string {
  const who = "session" in event ? event.session : "—";
  return `  #${event.index} ${event.ms.toFixed(1)} ms  ${who}  ${wordsOf(event)}`;
}

function wordsOf(event: Happened): string {
  switch (event.event) {
    case "opened":
      return "opened";
    case "asked": {
      const { verb, id, topic = "", key, content = "", get = "", browse } = event.asked;
      const more = [
        key === undefined ? "" : `key ${key}`,
        short(content),
        get,
        browse === undefined ? "" : JSON.stringify(browse),
      ];
      return ["asks", `{${verb}}`, `id ${id ?? "-"}`, topic, ...more].filter((word) => word !== "").join(" ");
    }
    case "got":
      return `gets ${packetWords(event.packet)}`;
    case "ended":
      return `ended by the ${event.by}`;
    case "noted":
      return event.text;
  }
}

function packetWords(packet: Packet): string {
  switch (packet.kind) {
    case "data":
      return `{data} ${packet.topic} ${packet.ts} ${packet.from ?? "-"} ${short(packet.content)}`;
    case "ctrl":
      return `{ctrl ${packet.code}} id ${packet.id ?? "-"} ${packet.topic ?? ""} ${packet.ts} ${JSON.stringify(packet.params)}`;
    case "pres":
      return `{pres} ${packet.topic} ${packet.user ?? ""} ${packet.what}`;
    case "meta":
      return `{meta} id ${packet.id ?? "-"} ${packet.topic}`;
  }
}

function short(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
