// The login is over: asks for the password over what is shown, and loses nothing of it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { choices } from "../device.ts";
import { useAttempt } from "../parts/attempt.ts";
import { Dialog } from "../parts/dialog.tsx";
import { t } from "../texts.ts";
import { logIn, logInProblemOf } from "./log-in.tsx";
import { LoginField } from "./login-field.tsx";
import { PasswordField } from "./password-field.tsx";

export function LogInAgain({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { accountName } = choices.getSnapshot();
  const [name, setName] = useState(accountName);
  const [password, setPassword] = useState("");
  const attempt = useAttempt(logInProblemOf);
  const submitted = (event: Event): void => {
    event.preventDefault();
    void attempt.run(() => logIn(name.trim(), password));
  };
  return (
    <Dialog title={t.logIn.again} onClose={onClose}>
      <p class="hint">{t.logIn.againLine}</p>
      <form class="fields" onSubmit={submitted}>
        <LoginField
          value={name}
          onValue={setName}
          // another account would take the place of this one, and what waits to be sent would be gone
          input={{ readOnly: accountName !== "" }}
        />
        <PasswordField
          label={t.account.password}
          value={password}
          onValue={setPassword}
          problem={attempt.problem}
          hasFocus
        />
        <div class="row-of-buttons">
          <button type="button" class="button" onClick={onClose}>
            {t.logIn.later}
          </button>
          <button type="submit" class="button primary" aria-disabled={attempt.isBusy}>
            {t.logIn.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
