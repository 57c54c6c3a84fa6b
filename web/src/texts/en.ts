// Every text of the messenger in English. What depends on a value is a function. Sorted by where it is shown.

const plural = new Intl.PluralRules("en");
const of = (count: number, one: string, other: string): string =>
  `${count.toLocaleString("en")} ${plural.select(count) === "one" ? one : other}`;

export const en = {
  app: "Natter",
  nobody: "Somebody",
  group: "Group",
  back: "Back",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  retry: "Try again",
  more: "More",
  loading: "Loading…",

  problems: {
    noAnswer: "The server does not answer. Try again in a moment.",
    notAllowed: "You may not do that.",
    notFound: "That is not there any more.",
    tooLarge: "That is too large.",
    tooOften: "That was too much at once. Try again in a moment.",
    other: (code: number, text: string): string => `That did not work (${code} ${text}).`,
  },

  // ---- connection
  offline: "No connection. What you write is sent as soon as there is one.",
  connecting: "Connecting…",
  retryNow: "Connect now",

  // ---- welcome, logging in, signing up
  welcome: {
    title: "Welcome to Natter",
    line: "Talk in twos and in groups, from all your devices.",
    logIn: "Log in",
    signUp: "Create an account",
  },

  // ---- list
  list: {
    title: "Conversations",
    empty: "Nobody here yet. Start a conversation.",
    unread: (count: number): string =>
      count >= 1000 ? "1,000 or more unread" : of(count, "unread", "unread"),
    online: "online",
  },
};

export type Texts = typeof en;
