// The main pane of a wide window while nothing is chosen. An empty list beside it says by itself what to do.
import type { JSX } from "preact";
import { hashOf } from "../route.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { isForgotten } from "./entries.ts";

export function Nothing(): JSX.Element {
  const { contacts } = useSnapshot(client.me);
  return (
    <div class="nothing">
      <img class="mark" src="/icon.svg" alt="" width={64} height={64} />
      {!contacts.every(isForgotten) && (
        <>
          <p>{t.list.choose}</p>
          <a class="button" href={hashOf({ screen: "new" })}>
            {t.list.start}
          </a>
        </>
      )}
    </div>
  );
}
