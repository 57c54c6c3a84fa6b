// Making an account: what others see, how one logs in, and whether one may be found. Then one is logged in.
import { NatterError } from "natter-client";
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { useAttempt } from "../parts/attempt.ts";
import { Field } from "../parts/field.tsx";
import type { Photo } from "../people.ts";
import { hashOf } from "../route.ts";
import { client } from "../session.ts";
import { t } from "../texts.ts";
import { goOn } from "./destination.ts";
import { Entrance } from "./entrance.tsx";
import { logIn, logInProblemOf } from "./log-in.tsx";
import { LoginField } from "./login-field.tsx";
import { PasswordField } from "./password-field.tsx";
import { PictureField } from "./picture-field.tsx";
import { mistakesOf, refusedFor, untouched } from "./sign-up-form.ts";
import type { Mistakes, SignUpForm } from "./sign-up-form.ts";
import { tagsOf, WordsField } from "./words-field.tsx";

const answerMs = 15_000;
const empty: SignUpForm = { name: "", login: "", password: "", finding: { isOn: false, text: "" } };

export function SignUp(): JSX.Element {
  const [form, setForm] = useState(empty);
  const [photo, setPhoto] = useState<Photo>();
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const attempt = useAttempt(problemOfSignUp);
  /** under this name one was asked for, and no answer came */
  const inDoubt = useRef<string>(undefined);
  const change = (some: Partial<SignUpForm>): void => {
    setForm((former) => ({ ...former, ...some }));
    setMistakes((former) => untouched(former, some));
  };
  const signUp = async (): Promise<void> => {
    const [name, password] = [form.login.trim(), form.password];
    try {
      await create(form, photo);
    } catch (error) {
      if (!(error instanceof NatterError)) throw error;
      const isMadeAlready = error.code === 409 && inDoubt.current === name;
      if (error.code === 0) inDoubt.current = name;
      if (!isMadeAlready) {
        setMistakes(refusedFor(error.code) ?? {});
        throw error;
      }
    }
    inDoubt.current = name;
    await logIn(name, password);
  };
  const submitted = async (event: Event): Promise<void> => {
    event.preventDefault();
    const fields = event.currentTarget as HTMLElement;
    const found = mistakesOf(form);
    setMistakes(found);
    if (Object.keys(found).length === 0 && (await attempt.run(signUp))) goOn();
    else focusFirstMistake(fields);
  };
  return (
    <Entrance title={t.signUp.title} hasBack>
      <form class="fields" noValidate onSubmit={(event) => void submitted(event)}>
        <PictureField id={form.login} name={form.name} photo={photo} onPhoto={setPhoto} />
        <Field
          label={t.account.name}
          hint={t.account.nameHint}
          problem={mistakes.name && t.account[mistakes.name]}
          input={{
            autocomplete: "name",
            dir: "auto",
            required: true,
            autofocus: true,
            maxLength: 80,
            value: form.name,
            onInput: (event) => change({ name: event.currentTarget.value }),
          }}
        />
        <LoginField
          value={form.login}
          onValue={(login) => change({ login })}
          hint={t.account.loginHint}
          problem={mistakes.login && t.account[mistakes.login]}
        />
        <PasswordField
          label={t.account.password}
          isNew
          hint={t.account.passwordHint}
          problem={mistakes.password && t.account[mistakes.password]}
          value={form.password}
          onValue={(password) => change({ password })}
        />
        <WordsField
          name={form.name}
          value={form.finding}
          problem={mistakes.finding && t.account[mistakes.finding]}
          onValue={(finding) => change({ finding })}
        />
        {attempt.problem && (
          <p class="problem" role="alert">
            {attempt.problem}
          </p>
        )}
        <button type="submit" class="button primary" aria-disabled={attempt.isBusy}>
          {attempt.isBusy ? t.connecting : t.signUp.submit}
        </button>
      </form>
      <p class="hint">
        {t.signUp.other} <a href={hashOf({ screen: "log-in" })}>{t.welcome.logIn}</a>
      </p>
    </Entrance>
  );
}

async function create(form: SignUpForm, photo: Photo | undefined): Promise<void> {
  const [name, password, tags] = [form.login.trim(), form.password, tagsOf(form.finding)];
  const card = { fn: form.name.trim(), ...(photo && { photo }) };
  client.connection.retryNow();
  await client.createAccount(
    { name, password, public: card, ...(tags && { tags }) },
    { timeoutMs: answerMs },
  );
}

/** What stands at a field is not said again. */
function problemOfSignUp(error: NatterError): string {
  const isAtField = error.request?.word === "acc" && refusedFor(error.code) !== undefined;
  return isAtField ? "" : logInProblemOf(error);
}

function focusFirstMistake(form: HTMLElement): void {
  // drawn by then
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
