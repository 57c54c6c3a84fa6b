// Being in a conversation: attached while one looks at it, so that what comes then is read and what comes otherwise counts as unread.
// What waits to be sent keeps it attached until it is.
import { useEffect, useMemo, useState } from "preact/hooks";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";
import { useSnapshot } from "../watch.ts";
import type { Arrival } from "./rows.ts";

/** The lines of a refusal are in the snapshot. */
const ignore = (): void => {};

const awayMs = 200;

/** Topics that are looked at now. */
const attended = new Set<AppTopic>();

function attend(topic: AppTopic): void {
  attended.add(topic);
  topic.open().catch(ignore);
}

/** Soon, for one may only have gone to what is to be known about it. */
function rest(topic: AppTopic): void {
  attended.delete(topic);
  setTimeout(() => leaveWhenSent(topic), awayMs);
}

function leaveWhenSent(topic: AppTopic): void {
  const stop = topic.subscribe(look);
  look();
  function look(): void {
    const isBack = attended.has(topic);
    if (!isBack && topic.getSnapshot().messages.some(({ state }) => state === "queued")) return;
    stop();
    if (!isBack) topic.close().catch(ignore);
  }
}

/** How much is unread when one comes; undefined until the messages are level. */
export function useAttendance(topic: AppTopic): Arrival | undefined {
  const [arrival, setArrival] = useState<Arrival>();
  useEffect(() => {
    const come = (): void => {
      if (document.hidden) return;
      setArrival(undefined);
      attend(topic);
    };
    const looked = (): void => (document.hidden ? rest(topic) : come());
    come();
    document.addEventListener("visibilitychange", looked);
    return () => {
      document.removeEventListener("visibilitychange", looked);
      rest(topic);
    };
  }, [topic]);
  const unread = useUnread(topic, arrival === undefined);
  const { state, messages } = useSnapshot(topic);
  useEffect(() => {
    if (state !== "open" || arrival) return;
    setArrival({ unread: unread.count, newest: newestOf(messages) });
    unread.count = 0;
  }, [state, arrival]);
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
