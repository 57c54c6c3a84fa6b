// Rights in a group as people say them, and as the letters of the protocol. Who stands where among its members.
import type { Member, Notice } from "natter-client";

export const letters = "RWPSDO";
/** What can be given with a tick. Reading comes with being a member, owning is handed over. */
export const grantable = ["W", "P", "S", "D"] as const;
export type Grantable = (typeof grantable)[number];

export const ordinary = "RWP";

export type Role = "owner" | "manager" | "member" | "reader" | "outside" | "banned";

export function roleOf(mode: string): Role {
  if (mode.includes("X")) return "banned";
  if (!mode.includes("R")) return "outside";
  if (mode.includes("O")) return "owner";
  if (mode.includes("S")) return "manager";
  return mode.includes("W") ? "member" : "reader";
}

const ranks: readonly Role[] = ["owner", "manager", "member", "reader", "outside", "banned"];

/** The owner first, the banned last. */
export function byRole(one: Pick<Member, "mode">, other: Pick<Member, "mode">): number {
  return ranks.indexOf(roleOf(one.mode)) - ranks.indexOf(roleOf(other.mode));
}

export function isManager(mode: string): boolean {
  return mode.includes("S") || mode.includes("O");
}

/** A member's mode with one right more or less. */
export function withRight(mode: string, letter: Grantable, isOn: boolean): string {
  const has = new Set(["R", ...Array.from(mode)].filter((one) => letters.includes(one) && one !== "O"));
  if (isOn) has.add(letter);
  else has.delete(letter);
  return Array.from(letters)
    .filter((one) => has.has(one))
    .join("");
}

/** Nobody gives what he does not have. */
export function mayGive(own: string, letter: string): boolean {
  return own.includes("O") || own.includes(letter);
}

type News = Pick<Notice, "act" | "topic" | "user" | "access">;

function lastAbout<N extends News>(notices: readonly N[], topic: string): ReadonlyMap<string, N> {
  return new Map(notices.filter((one) => one.topic === topic).map((one) => [one.user, one]));
}

/** Users who ask to be let in, or for more. What was answered is no request any more. */
export function requestsIn<N extends News>(
  notices: readonly N[],
  topic: string,
  members: readonly Pick<Member, "user" | "mode">[],
): readonly N[] {
  const modes = new Map(members.map(({ user, mode }) => [user, mode]));
  return [...lastAbout(notices, topic).values()].filter(({ act, user, access }) => {
    const mode = modes.get(user);
    if (act !== "appr" || mode === undefined || mode === "X") return false;
    return Array.from(access?.want ?? "").some(
      (letter) => letters.includes(letter) && !mode.includes(letter),
    );
  });
}

/** To whom the owner offered the group. */
export function offeredTo(
  notices: readonly News[],
  topic: string,
  owner: string | undefined,
): string | undefined {
  const offers = [...lastAbout(notices, topic).values()].filter(
    ({ user, access }) => user !== owner && access?.given.includes("O") && !access.want.includes("O"),
  );
  return offers.at(-1)?.user;
}

/** What newcomers get: RWP, N, X, or something else that somebody set elsewhere. */
export type Newcomers = "open" | "ask" | "closed";

export const newcomerModes: Readonly<Record<Newcomers, string>> = { open: ordinary, ask: "N", closed: "X" };

export function newcomersOf(mode: string | undefined): Newcomers | undefined {
  const found = Object.entries(newcomerModes).find(([, one]) => one === mode);
  return found?.[0] as Newcomers | undefined;
}
