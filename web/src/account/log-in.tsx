// Logging in with name and password.
import type { NatterError } from "natter-client";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { chose } from "../device.ts";
import { useAttempt } from "../parts/attempt.ts";
import { problemOf } from "../problems.ts";
import { hashOf } from "../route.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { goOn } from "./destination.ts";
import { Entrance } from "./entrance.tsx";
import { LoginField } from "./login-field.tsx";
import { PasswordField } from "./password-field.tsx";

const answerMs = 15_000;

export function logInProblemOf(error: NatterError): string {
  if (error.code === 401 || error.code === 400) return t.logIn.wrong;
  if (error.code === 403) return t.logIn.disabled;
  return problemOf(error);
}

export async function logIn(name: string, password: string): Promise<void> {
  await client.logIn({ name, password }, { timeoutMs: answerMs });
  chose({ accountName: name });
}

export function LogIn(): JSX.Element {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const attempt = useAttempt(logInProblemOf);
  const submitted = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await attempt.run(() => logIn(name.trim(), password))) goOn();
  };
  return (
    <Entrance title={t.logIn.title} hasBack>
      <form class="fields" onSubmit={(event) => void submitted(event)}>
        <LoginField value={name} onValue={setName} input={{ autofocus: true }} />
        <PasswordField
          label={t.account.password}
          value={password}
          onValue={setPassword}
          problem={attempt.problem}
        />
        <button type="submit" class="button primary" aria-disabled={attempt.isBusy}>
          {attempt.isBusy ? t.connecting : t.logIn.submit}
        </button>
      </form>
      <p class="hint">
        {t.logIn.other} <a href={hashOf({ screen: "sign-up" })}>{t.welcome.signUp}</a>
      </p>
    </Entrance>
  );
}
