// Says when there is no connection, after a moment: a short break is nobody's concern.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";

const quietMs = 1500;

export function ConnectionBanner(): JSX.Element | null {
  const { state } = useSnapshot(client.connection);
  const { user } = useSnapshot(client.me);
  const isDown = user !== undefined && state !== "online";
  const [isShown, show] = useState(false);
  useEffect(() => {
    if (!isDown) return show(false);
    const timer = setTimeout(() => show(true), quietMs);
    return () => clearTimeout(timer);
  }, [isDown]);
  if (!isDown || !isShown) return null;
  return (
    <div class="banner" role="status">
      <span>{t.offline}</span>
      {state === "waiting" && (
        <button type="button" onClick={() => client.connection.retryNow()}>
          {t.retryNow}
        </button>
      )}
    </div>
  );
}
