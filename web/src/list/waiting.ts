// What waits for an answer, and answering it: what was declined or read is dismissed here, and deleted when nothing is left.
import { choices, chose } from "../device.ts";
import { client } from "../session.ts";
import { useSnapshot } from "../watch.ts";
import { stillThere, waitingOf } from "./open-requests.ts";
import type { Waiting } from "./open-requests.ts";

export function useWaiting(): Waiting {
  const { user, contacts, notices } = useSnapshot(client.me);
  const { dismissed } = useSnapshot(choices);
  return waitingOf({ user, contacts }, notices, dismissed);
}

export function dismiss(positions: readonly (number | undefined)[]): void {
  const { user, contacts, notices } = client.me.getSnapshot();
  const { dismissed } = choices.getSnapshot();
  const known = positions.filter((position) => position !== undefined);
  const all = stillThere([...dismissed, ...known], notices);
  chose({ dismissed: all });
  const { requests, news } = waitingOf({ user, contacts }, notices, all);
  if (requests.length > 0 || news.length > 0) return;
  // without a connection they are deleted another time; dismissed they are
  client.me.deleteNotices().catch(() => {});
}
