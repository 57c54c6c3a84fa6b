// The language of the page: all texts of one language are one file in texts/. Another language is another file and a row here.
import { keepText, keptText } from "./storage.ts";
import type { Texts } from "./texts/en.ts";

const languages = {
  en: { name: "English", load: async () => (await import("./texts/en.ts")).en },
  de: { name: "Deutsch", load: async () => (await import("./texts/de.ts")).de },
} satisfies Record<string, { readonly name: string; readonly load: () => Promise<Texts> }>;

export type Language = keyof typeof languages;

export const languageNames: readonly (readonly [Language, string])[] = (
  Object.keys(languages) as Language[]
).map((key) => [key, languages[key].name]);

const place = "natter.language";

function chosen(): Language {
  const wanted = [keptText(place) ?? "", ...navigator.languages.map((one) => one.slice(0, 2))];
  return wanted.find((one): one is Language => Object.hasOwn(languages, one)) ?? "en";
}

export const language: Language = chosen();
export const t: Texts = await languages[language].load();
document.documentElement.lang = language;

/** For times and dates: in the order of the country where the language of the page is that of the browser. */
export const locale: string = navigator.languages.find((one) => one.startsWith(language)) ?? language;

/** Takes effect at once: the page loads again. */
export function choose(other: Language): void {
  keepText(place, other);
  location.reload();
}
