// The finished logs in themselves: dense numbers (P2), growing times (P8), every message once (P1, P6).
import type { Evidence, Found, LogIndex } from "./evidence.ts";
import { nameOf } from "./evidence.ts";

export function checkLogs(evidence: Evidence): Found[] {
  return [...evidence.logs.values()].flatMap((log) => checkLog(evidence, log));
}

function checkLog({ pubs }: Evidence, log: LogIndex): Found[] {
  const found: Found[] = [];
  const complain = (promise: Found["promise"], text: string, content: string): unknown =>
    found.push({ promise, text: `${log.topic}: ${text}`, events: eventsOf(content), sessions: [], content });
  const eventsOf = (content: string): number[] =>
    (pubs.get(nameOf(log.topic, content)) ?? []).map(({ at }) => at);
  const places = new Map<string, number>();
  for (const [place, message] of log.messages.entries()) {
    const { seq, ts, content } = message;
    const former = log.messages[place - 1];
    const first = places.get(content);
    places.set(content, place);
    if (first !== undefined) {
      const isKeyed = (pubs.get(nameOf(log.topic, content)) ?? []).some(
        ({ asked }) => asked.key !== undefined,
      );
      complain(
        isKeyed ? "P6" : "P1",
        `${content} was stored twice, at places ${first} and ${place}`,
        content,
      );
    }
    if (former === undefined) {
      if (seq !== undefined && seq !== 1 && log.erasedBefore === undefined)
        complain("P2", `the log begins with number ${seq}`, content);
      continue;
    }
    if (seq !== undefined && former.seq !== undefined && seq !== former.seq + 1)
      complain("P2", `number ${former.seq} is followed by ${seq}`, content);
    if (ts <= former.ts)
      complain("P8", `the time of ${content} is ${ts}, that of the one before it ${former.ts}`, content);
  }
  return found;
}
