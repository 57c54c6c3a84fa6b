// The extensions of the 0.4 protocol that this build has, by the word and version that the greeting announces (extensions-0.4 §1).
// Each can be switched off, but for `key`: it costs nothing and a client must be able to rely on it.

export const extensions = { key: 1, bearer: 1, inbox: 1, find: 1 } as const;

export type Extension = Exclude<keyof typeof extensions, "key">;

/** What is announced while some of them are switched off. */
export function announced(off: ReadonlySet<string>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(extensions).filter(([word]) => !off.has(word)));
}
