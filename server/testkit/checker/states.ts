// What must be so when all is over: everybody shows the others as they are (P10); no queue ever grew beyond its bound (P12).
import type { Evidence, Found, SessionLife } from "./evidence.ts";

export function checkStates({ ending, sessions }: Evidence): Found[] {
  const bounds = (ending.bounds ?? []).filter(({ seen, bound }) => seen > bound);
  const found: Found[] = bounds.map(({ name, seen, bound }) => ({
    promise: "P12",
    text: `${name} grew to ${seen}, its bound is ${bound}`,
    events: [],
    sessions: [],
  }));
  for (const [session, people] of ending.presence ?? []) {
    const life = sessions.get(session);
    if (life === undefined || life.endedAt !== undefined) continue;
    for (const [user, isThere] of people) found.push(...checkShown(life, user, isThere));
  }
  return found;
}

/** The last that the session heard of the user since it attached to `me`. Who was never heard of is not there. */
function checkShown(life: SessionLife, user: string, isThere: boolean): Found[] {
  const heard = life.events.slice(attachedAt(life)).flatMap((event) => {
    if (event.event !== "got" || event.packet.kind !== "pres") return [];
    const { topic, what, user: about } = event.packet;
    return topic === "me" && about === user && what !== "upd" ? [{ what, at: event.index }] : [];
  });
  const last = heard.at(-1);
  if ((last?.what === "on") === isThere) return [];
  const text = `${life.session} shows ${user} ${last?.what ?? "off"}, who is ${isThere ? "there" : "not there"}`;
  return [{ promise: "P10", text, events: heard.slice(-4).map(({ at }) => at), sessions: [life.session] }];
}

/** Where, among the events of the session, it was told that it is on `me`, for the last time. */
function attachedAt({ events }: SessionLife): number {
  const asked = new Set<string>();
  let last = 0;
  for (const [i, event] of events.entries()) {
    if (event.event === "asked" && event.asked.verb === "sub" && event.asked.topic === "me")
      asked.add(event.asked.id ?? "");
    if (event.event !== "got" || event.packet.kind !== "ctrl" || event.packet.code !== 200) continue;
    if (asked.has(event.packet.id ?? "")) last = i;
  }
  return last;
}
