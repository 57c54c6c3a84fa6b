// Being in a conversation: attached while one looks at it, so that what comes then is read and what comes otherwise counts as unread.
// What waits to be sent keeps it attached until it is.
import { peerOf } from "natter-client";
import { useEffect, useMemo, useState } from "preact/hooks";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";
import { useSnapshot } from "../watch.ts";
import type { Arrival } from "./rows.ts";

/** The lines of a refusal are in the snapshot. */
const ignore = (): void => {};

const awayMs = 200;

/** One screen on one topic: the next screen may come before the former one is gone. */
interface Visit {
  readonly topic: AppTopic;
}

/** What is looked at now. */
const visits = new Set<Visit>();

function attend(visit: Visit, isStranger: boolean): void {
  visits.add(visit);
  if (!isStranger) visit.topic.open().catch(ignore);
}

/** Soon, for one may only have gone to what is to be known about it. */
function rest(visit: Visit): void {
  visits.delete(visit);
  setTimeout(() => leaveWhenSent(visit.topic), awayMs);
}

function isAttended(topic: AppTopic): boolean {
  return Array.from(visits).some((visit) => visit.topic === topic);
}

function leaveWhenSent(topic: AppTopic): void {
  const stop = topic.subscribe(look);
  look();
  function look(): void {
    const isBack = isAttended(topic);
    if (!isBack && topic.getSnapshot().messages.some(({ state }) => state === "queued")) return;
    stop();
    if (!isBack) topic.close().catch(ignore);
  }
}

/**
 * What was deleted elsewhere, for all or for oneself, the server tells nobody. It took the oldest, so the first one that is left says what
 * is gone; to delete that for oneself too changes nothing but what is shown.
 */
async function forgetErased(topic: AppTopic): Promise<void> {
  const { state, messages } = topic.getSnapshot();
  const [first] = messages;
  if (state !== "open" || first?.position === undefined) return;
  const newest = newestOf(messages);
  const range = { after: first.position - 1, before: newest + 1, limit: 1 };
  const [left] = await topic.history(range);
  if (left?.position !== first.position) await topic.deleteForMe(left?.position ?? newest + 1);
}

/** Nobody is in it yet: one would tell the other by opening it, so that waits until one writes. */
export function useIsStranger(topic: AppTopic): boolean {
  const { contacts, user } = useSnapshot(client.me);
  return peerOf(topic.name, user) !== undefined && contacts.every((one) => one.topic !== topic.name);
}

/** How much is unread when one comes; undefined until the messages are level. */
export function useAttendance(topic: AppTopic): Arrival | undefined {
  const isStranger = useIsStranger(topic);
  const [arrival, setArrival] = useState<Arrival>();
  useEffect(() => {
    const visit = { topic };
    const come = (): void => {
      if (document.hidden) return;
      setArrival(undefined);
      attend(visit, isStranger);
    };
    const looked = (): void => (document.hidden ? rest(visit) : come());
    const focused = (): void => void forgetErased(topic).catch(ignore);
    come();
    document.addEventListener("visibilitychange", looked);
    addEventListener("focus", focused);
    return () => {
      document.removeEventListener("visibilitychange", looked);
      removeEventListener("focus", focused);
      rest(visit);
    };
  }, [topic, isStranger]);
  const unread = useUnread(topic, arrival === undefined);
  const { state, messages } = useSnapshot(topic);
  useEffect(() => {
    if (state !== "open" || arrival) return;
    setArrival({ unread: unread.count, newest: newestOf(messages) });
    unread.count = 0;
  }, [state, arrival]);
  useEffect(() => {
    // that one asked is in the list from now on, which nothing tells
    if (state === "waiting") Promise.all([client.me.refresh(), topic.describe()]).catch(ignore);
  }, [state]);
  return arrival;
}

function newestOf(messages: ReturnType<AppTopic["getSnapshot"]>["messages"]): number {
  return messages.findLast(({ position }) => position !== undefined)?.position ?? 0;
}

/** The list says 0 as soon as the topic is attached, so it is looked at before. */
function useUnread(topic: AppTopic, isArriving: boolean): { count: number } {
  const unread = useMemo(() => ({ count: 0 }), [topic]);
  const { contacts } = useSnapshot(client.me);
  const now = contacts.find((one) => one.topic === topic.name)?.unread ?? 0;
  if (isArriving && now > 0) unread.count = now;
  return unread;
}
