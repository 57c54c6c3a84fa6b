// What is chosen on this device and stays on it: theme, sound, notifications, under which name one logs in, and what was dismissed.
import { State } from "./parts/state.ts";
import { keepText, keptText } from "./storage.ts";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export interface Choices {
  readonly theme: Theme;
  readonly hasSound: boolean;
  readonly hasNotifications: boolean;
  /** for the next login and for password managers; the server never tells it */
  readonly accountName: string;
  /** positions of notices that were answered or read */
  readonly dismissed: readonly number[];
}

const place = "natter.choices";
const defaults: Choices = {
  theme: "system",
  hasSound: true,
  hasNotifications: false,
  accountName: "",
  dismissed: [],
};

export const choices = new State<Choices>({ ...defaults, ...kept() });

export function chose(some: Partial<Choices>): void {
  choices.set({ ...choices.getSnapshot(), ...some });
  keepText(place, JSON.stringify(choices.getSnapshot()));
}

/** What belongs to the account goes; how the page looks and sounds stays. */
export function forgetAccount(): void {
  const { accountName, dismissed } = defaults;
  chose({ accountName, dismissed });
}

/** The page shows the theme that was chosen, the line of the browser above it too. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const isDark = theme === "system" ? meta.media.includes("dark") : theme === "dark";
    meta.content = isDark ? "#14171c" : "#f6f7f9";
  }
}

function kept(): Partial<Choices> {
  try {
    const value: unknown = JSON.parse(keptText(place) ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
