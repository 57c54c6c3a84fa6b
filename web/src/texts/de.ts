// Alle Texte auf Deutsch.
import type { Texts } from "./en.ts";

export const de: Texts = {
  app: "Natter",
  nobody: "Jemand",
  group: "Gruppe",
  back: "Zurück",
  close: "Schließen",
  cancel: "Abbrechen",
  save: "Speichern",
  retry: "Noch einmal",
  more: "Mehr",
  loading: "Lädt…",

  problems: {
    noAnswer: "Der Server antwortet nicht. Versuche es gleich noch einmal.",
    notAllowed: "Das darfst du nicht.",
    notFound: "Das gibt es nicht mehr.",
    tooLarge: "Das ist zu groß.",
    tooOften: "Das war zu viel auf einmal. Versuche es gleich noch einmal.",
    other: (code, text) => `Das ging nicht (${code} ${text}).`,
  },

  offline: "Keine Verbindung. Was du schreibst, geht hinaus, sobald sie wieder da ist.",
  connecting: "Verbindet…",
  retryNow: "Jetzt verbinden",

  welcome: {
    title: "Willkommen bei Natter",
    line: "Rede zu zweit und in Gruppen, von allen deinen Geräten.",
    logIn: "Anmelden",
    signUp: "Konto anlegen",
  },

  list: {
    title: "Gespräche",
    empty: "Noch niemand da. Beginne ein Gespräch.",
    unread: (count: number): string => (count >= 1000 ? "1.000 oder mehr ungelesen" : `${count} ungelesen`),
    online: "online",
  },
};
