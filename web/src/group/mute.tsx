// Quiet for one conversation. Without the right P one hears of its messages only when one looks, so giving that up is being quiet.
import type { JSX } from "preact";
import { ownMode } from "../conversation/own-mode.ts";
import { useAttempt } from "../parts/attempt.ts";
import { Switch } from "../parts/switch.tsx";
import { client } from "../session.ts";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { withRight } from "./rights.ts";

export function Mute({ topic }: { readonly topic: AppTopic }): JSX.Element | null {
  const { description } = useSnapshot(topic);
  useSnapshot(client.me);
  const { problem, run } = useAttempt();
  const { given = "" } = description?.access ?? {};
  const mode = ownMode(topic);
  if (!given.includes("P") || !mode.includes("R")) return null;
  const turn = (isQuiet: boolean): void => {
    const owned = mode.includes("O") ? "O" : "";
    void run(() => topic.requestAccess(withRight(mode, "P", !isQuiet) + owned));
  };
  return (
    <Switch
      label={t.about.mute}
      hint={problem ?? t.about.muteHint}
      isOn={!mode.includes("P")}
      onTurn={turn}
    />
  );
}
