// The first screen of a visitor without a login.
import type { JSX } from "preact";
import { hashOf } from "../route.ts";
import { choose, language, languageNames, t } from "../texts.ts";
import { isExpected } from "./destination.ts";
import { Entrance } from "./entrance.tsx";

export function Welcome(): JSX.Element {
  return (
    <Entrance title={t.welcome.title} line={isExpected() ? t.welcome.invited : t.welcome.line}>
      <div class="entrance-ways">
        <a class="button primary" href={hashOf({ screen: "sign-up" })}>
          {t.welcome.signUp}
        </a>
        <a class="button" href={hashOf({ screen: "log-in" })}>
          {t.welcome.logIn}
        </a>
      </div>
      <div class="entrance-languages" role="group" aria-label={t.welcome.language}>
        {languageNames.map(([key, name]) => (
          <button
            type="button"
            class="button plain"
            key={key}
            lang={key}
            aria-pressed={key === language}
            onClick={() => choose(key)}
          >
            {name}
          </button>
        ))}
      </div>
    </Entrance>
  );
}
