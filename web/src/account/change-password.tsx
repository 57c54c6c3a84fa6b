// Another password for the account that is logged in.
import type { NatterError } from "natter-client";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { choices, chose } from "../device.ts";
import { useAttempt } from "../parts/attempt.ts";
import { say } from "../parts/toast.tsx";
import { problemOf } from "../problems.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { LoginField } from "./login-field.tsx";
import { PasswordField } from "./password-field.tsx";
import { isPassword } from "./rules.ts";

function wordsOf(error: NatterError): string {
  if (error.code === 400) return t.account.passwordCommon;
  if (error.code === 403) return t.profile.otherAccount;
  return problemOf(error);
}

export function ChangePassword(): JSX.Element {
  const [name, setName] = useState(choices.getSnapshot().accountName);
  const [password, setPassword] = useState("");
  const attempt = useAttempt(wordsOf);
  const submitted = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!(await attempt.run(() => client.changePassword(name.trim(), password)))) return;
    chose({ accountName: name.trim() });
    setPassword("");
    say(t.profile.passwordChanged);
  };
  return (
    <form class="fields" onSubmit={(event) => void submitted(event)}>
      <LoginField value={name} onValue={setName} />
      <PasswordField
        label={t.account.newPassword}
        isNew
        hint={t.profile.passwordHint}
        problem={attempt.problem}
        value={password}
        onValue={setPassword}
      />
      <div class="row-of-buttons">
        <button
          type="submit"
          class="button primary"
          aria-disabled={attempt.isBusy}
          disabled={name.trim() === "" || !isPassword(password)}
        >
          {t.profile.changePassword}
        </button>
      </div>
    </form>
  );
}
