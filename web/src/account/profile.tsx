// One's own account and this device, in sections.
import type { JSX } from "preact";
import { Screen } from "../parts/screen.tsx";
import { t } from "../texts.ts";
import { AboutMe } from "./about-me.tsx";
import { DeviceSettings } from "./device-settings.tsx";
import { Findable } from "./findable.tsx";
import { LogOut } from "./log-out.tsx";
import { ChangePassword } from "./change-password.tsx";

export function Profile(): JSX.Element {
  return (
    <Screen title={t.profile.title}>
      <section class="card" aria-label={t.profile.about}>
        <h2>{t.profile.about}</h2>
        <AboutMe />
      </section>
      <section class="card" aria-label={t.profile.finding}>
        <h2>{t.profile.finding}</h2>
        <Findable />
      </section>
      <section class="card" aria-label={t.profile.device}>
        <h2>{t.profile.device}</h2>
        <DeviceSettings />
      </section>
      <section class="card" aria-label={t.profile.changePassword}>
        <h2>{t.profile.changePassword}</h2>
        <ChangePassword />
      </section>
      <LogOut />
    </Screen>
  );
}
