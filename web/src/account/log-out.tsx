// Leaving this device: asks first, for what was not sent is lost by it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Question } from "../parts/dialog.tsx";
import { t } from "../texts.ts";
import { leaveDevice, unsentCount } from "./leaving.ts";

export function LogOut(): JSX.Element {
  const [unsent, ask] = useState<number>();
  return (
    <div class="log-out">
      <button type="button" class="button danger" onClick={() => ask(unsentCount())}>
        {t.profile.logOut}
      </button>
      {unsent !== undefined && (
        <Question
          title={t.profile.logOutQuestion}
          text={
            unsent > 0 ? `${t.profile.logOutUnsent(unsent)} ${t.profile.logOutLine}` : t.profile.logOutLine
          }
          yes={t.profile.logOutYes}
          no={t.cancel}
          isDanger
          onYes={() => void leaveDevice()}
          onNo={() => ask(undefined)}
        />
      )}
    </div>
  );
}
