// Answers against the finished logs: one answer to every request (P11), what was accepted is there (P1), what was refused is not (P1),
// all retries of one message have one answer (P6).
import { acceptance, isErased, type Evidence, type Found, type Request } from "./evidence.ts";

/** Refused for certain: nothing of it may be stored. After 500 nobody knows. */
const mayBeStored = new Set([202, 500]);

export function checkAnswers(evidence: Evidence): Found[] {
  return [
    ...evidence.requests.flatMap((request) => checkAnswered(evidence, request)),
    ...[...evidence.pubs.values()].flatMap((requests) => checkPublished(evidence, requests)),
    ...checkKeys(evidence),
  ];
}

function checkAnswered({ sessions }: Evidence, request: Request): Found[] {
  const { session, asked, at, answers, metas } = request;
  const finals =
    asked.verb === "get" && asked.get?.includes("data") !== true ? answers.length + metas : answers.length;
  const isUp = sessions.get(session)?.endedAt === undefined;
  if (finals === 1 || (finals === 0 && !isUp)) return [];
  const text = `{${asked.verb}} ${asked.id} of ${session} got ${finals} final answers`;
  return [{ promise: "P11", text, events: [at, ...answers.map((answer) => answer.at)], sessions: [session] }];
}

/** All requests to publish the same content in one topic. */
function checkPublished({ logs }: Evidence, requests: readonly Request[]): Found[] {
  const [first] = requests;
  const log = logs.get(first?.asked.topic ?? "");
  if (first === undefined || log === undefined) return [];
  const content = first.asked.content ?? "";
  const stored = log.messages[log.byContent.get(content) ?? -1];
  const isThere = stored !== undefined;
  const found: Found[] = [];
  const complain = (text: string, request: Request, at: number): unknown =>
    found.push({
      promise: request.asked.key === undefined || !isThere ? "P1" : "P6",
      text: `${log.topic}: ${text}`,
      events: [request.at, at],
      sessions: [request.session],
      content,
    });
  for (const request of requests) {
    const accepted = acceptance(request);
    if (accepted === undefined || isErased(log, accepted.ctrl.ts)) continue;
    if (stored === undefined)
      complain(`${content} was acknowledged and is not in the log`, request, accepted.at);
    else if (stored.ts !== accepted.ctrl.ts)
      complain(
        `${content} was acknowledged at ${accepted.ctrl.ts} and stored at ${stored.ts}`,
        request,
        accepted.at,
      );
  }
  const isRefused = requests.every(({ answers }) => answers.some(({ ctrl }) => !mayBeStored.has(ctrl.code)));
  if (stored !== undefined && isRefused)
    complain(`${content} was refused and is in the log`, first, first.answers[0]?.at ?? first.at);
  return found;
}

/** A p2p topic that ended, and may have begun anew, has forgotten its messages and their keys: of those nothing is said. */
function checkKeys({ requests, logs }: Evidence): Found[] {
  const keyed = requests.filter(({ asked }) => asked.key !== undefined);
  const groups = Map.groupBy(keyed, ({ user, asked }) => `${user} ${asked.topic} ${asked.key}`);
  return [...groups.values()].flatMap((group) => {
    const { topic = "" } = group[0]?.asked ?? {};
    const log = logs.get(topic);
    if (log === undefined && topic.startsWith("p2p")) return [];
    const accepted = group.filter((request) => {
      const ts = acceptance(request)?.ctrl.ts;
      return ts !== undefined && (log === undefined || !isErased(log, ts));
    });
    const times = new Set(accepted.map((request) => acceptance(request)?.ctrl.ts));
    const contents = new Set(accepted.map(({ asked }) => asked.content));
    const firsts = accepted.filter((request) => acceptance(request)?.ctrl.params["repeat"] !== true);
    if (times.size <= 1 && contents.size <= 1 && firsts.length <= 1) return [];
    const key = group[0]?.asked.key ?? "";
    const text = `key ${key}: ${accepted.length} acceptances, ${firsts.length} of them as the first, ${times.size} times, ${contents.size} contents`;
    const events = accepted.flatMap((request) => [request.at, acceptance(request)?.at ?? request.at]);
    return [{ promise: "P6", text, events, sessions: [], content: group[0]?.asked.content ?? "" } as const];
  });
}
