// Says when there is no connection, after a moment: a short break is nobody's concern. One that ended for good says what to do.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { LogInAgain } from "../account/log-in-again.tsx";
import { problemOf } from "../problems.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";

const quietMs = 1500;

export function ConnectionBanner(): JSX.Element | null {
  const { state, error } = useSnapshot(client.connection);
  const { user } = useSnapshot(client.me);
  const isLoggedOut = useLoggedOut();
  if (isLoggedOut) return <LoggedOut />;
  if (user === undefined || state === "online") return null;
  return state === "stopped" && error ? (
    <div class="banner" role="alert">
      {problemOf(error)}
    </div>
  ) : (
    <Offline isWaiting={state === "waiting"} />
  );
}

/** From the refusal of the token until the next login is done, over all attempts at it. */
function useLoggedOut(): boolean {
  const { state, error } = useSnapshot(client.connection);
  const { user } = useSnapshot(client.me);
  const [isLoggedOut, set] = useState(false);
  useEffect(() => {
    if (user === undefined || state === "online") set(false);
    else if (state === "stopped" && error?.code === 401) set(true);
  }, [user, state, error]);
  return isLoggedOut;
}

function Offline({ isWaiting }: { readonly isWaiting: boolean }): JSX.Element | null {
  const [isShown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div class="banner" role="status">
      <span>{t.offline}</span>
      {isWaiting && (
        <button type="button" onClick={() => client.connection.retryNow()}>
          {t.retryNow}
        </button>
      )}
    </div>
  );
}

/** Asked at once, and again when the person wants. */
function LoggedOut(): JSX.Element {
  const [isAsking, ask] = useState(true);
  return (
    <>
      <div class="banner" role="alert">
        <span>{t.logIn.over}</span>
        <button type="button" onClick={() => ask(true)}>
          {t.logIn.again}
        </button>
      </div>
      {isAsking && <LogInAgain onClose={() => ask(false)} />}
    </>
  );
}
