// How the page looks and sounds on this device.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { applyTheme, choices, chose, themes } from "../device.ts";
import type { Theme } from "../device.ts";
import { Choice } from "../parts/choice.tsx";
import { Switch } from "../parts/switch.tsx";
import { choose, language, languageNames, t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { playTone } from "../news/tone.ts";
import { canNotify, mayNotify } from "../news/notification.ts";

export function DeviceSettings(): JSX.Element {
  const { theme, hasSound, hasNotifications } = useSnapshot(choices);
  const [isDenied, setDenied] = useState(false);
  const themeChosen = (chosen: Theme): void => {
    chose({ theme: chosen });
    applyTheme(chosen);
  };
  const soundTurned = (isOn: boolean): void => {
    chose({ hasSound: isOn });
    if (isOn) playTone();
  };
  const notificationsTurned = async (isOn: boolean): Promise<void> => {
    const isAllowed = !isOn || (await mayNotify());
    setDenied(!isAllowed);
    chose({ hasNotifications: isOn && isAllowed });
  };
  return (
    <div class="fields">
      <Choice
        label={t.profile.theme}
        values={themes.map((one) => [one, t.profile.themes[one]])}
        value={theme}
        onChoose={themeChosen}
      />
      <Choice label={t.welcome.language} values={languageNames} value={language} onChoose={choose} />
      <Switch label={t.profile.sound} isOn={hasSound} onTurn={soundTurned} />
      {canNotify() && (
        <Switch
          label={t.profile.notifications}
          hint={isDenied ? t.profile.notificationsDenied : undefined}
          isOn={hasNotifications}
          onTurn={(isOn) => void notificationsTurned(isOn)}
        />
      )}
    </div>
  );
}
