// The main pane of a wide window while nothing is chosen.
import type { JSX } from "preact";
import { hashOf } from "../route.ts";
import { t } from "../texts.ts";

export function Nothing(): JSX.Element {
  return (
    <div class="nothing">
      <img class="mark" src="/icon.svg" alt="" width={64} height={64} />
      <p>{t.list.choose}</p>
      <a class="button" href={hashOf({ screen: "new" })}>
        {t.list.start}
      </a>
    </div>
  );
}
