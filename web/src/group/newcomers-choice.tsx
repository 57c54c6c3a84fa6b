// What happens with people whom nobody invited.
import type { JSX } from "preact";
import { useAttempt } from "../parts/attempt.ts";
import { Choice } from "../parts/choice.tsx";
import type { AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { newcomerModes, newcomersOf } from "./rights.ts";
import type { Newcomers } from "./rights.ts";

export function NewcomersChoice({ topic }: { readonly topic: AppTopic }): JSX.Element {
  const { description } = useSnapshot(topic);
  const { problem, run } = useAttempt();
  const auth = description?.defaultAccess?.auth;
  const now = newcomersOf(auth);
  const words = t.about.newcomers;
  const values: (readonly [Newcomers | "other", string])[] = [
    ["open", words.open],
    ["ask", words.ask],
    ["closed", words.closed],
  ];
  // set by another client
  if (!now && auth !== undefined) values.push(["other", words.other(auth)]);
  const choose = (value: Newcomers | "other"): void => {
    if (value === "other") return;
    void run(() => topic.change({ defaultAccess: { auth: newcomerModes[value] } }));
  };
  return (
    <section class="about-part">
      <Choice label={words.label} values={values} value={now ?? "other"} onChoose={choose} />
      <p class={problem ? "problem" : "hint"}>{problem ?? (now ? words.hints[now] : "")}</p>
    </section>
  );
}
