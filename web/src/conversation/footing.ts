// How one stands in a conversation: may write, or why not.
import type { TopicSnapshot } from "natter-client";

export type Footing = "writes" | "reads" | "blocks" | "muted" | "banned" | "waiting" | "gone" | "refused";

export interface Facts {
  readonly state: TopicSnapshot["state"];
  /** one's own, as far as it is known */
  readonly mode: string | undefined;
  /** what oneself wants */
  readonly want: string | undefined;
  /** of a conversation: of the other */
  readonly peerMode: string | undefined;
}

export function footingOf({ state, mode, want, peerMode }: Facts): Footing {
  if (state === "gone" || state === "refused" || state === "waiting") return state;
  if (mode === "N") return "waiting";
  if (state === "banned" || mode === "X") return want === "X" ? "muted" : "banned";
  if (peerMode === "X") return "blocks";
  return mode === undefined || mode.includes("W") ? "writes" : "reads";
}
