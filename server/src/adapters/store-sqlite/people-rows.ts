// Rows of people: accounts, logins and login tokens, as values of core once their seals were compared (as in rows.ts).
import type { Mode } from "../../core/access/mode.ts";
import type { UserId } from "../../core/ids.ts";
import type { Login, Token, User } from "../../core/state.ts";
import { Damaged, sealOf } from "./seal.ts";

export interface UserColumns {
  readonly tenant: number;
  readonly user: UserId;
  /** null: was named, has no account */
  readonly state: User["state"] | null;
  readonly auth: Mode;
  readonly anon: Mode;
  readonly tags: string;
  readonly created: number;
  readonly updated: number;
  readonly public: string | null;
  readonly seal: number;
  readonly version: number | null;
}

type Named = Pick<UserColumns, "tenant" | "user">;

/** The seal of somebody who was named and has no account. */
export function namedSeal({ tenant, user }: Named): number {
  return sealOf([tenant, user]);
}

/** FROM and columns of an account with the version of its `me` topic, to be followed by WHERE. */
export const userSelect = `SELECT u.tenant, u.user, u.state, u.auth, u.anon, u.tags, u.created, u.updated, u.public, u.seal, c.version
  FROM users u LEFT JOIN topics t ON t.tenant = u.tenant AND t.topic = 'me:' || u.user
  LEFT JOIN counters c ON c.topic = t.id`;

export function userSeal(row: Omit<UserColumns, "version" | "seal">): number {
  const { tenant, user, state, auth, anon, tags, created, updated } = row;
  return sealOf([tenant, user, state, auth, anon, tags, created, updated, row.public]);
}

/** undefined = no account. @throws Damaged */
export function userOf(row: UserColumns): User | undefined {
  const { state } = row;
  if (row.seal !== (state === null ? namedSeal(row) : userSeal(row)))
    throw new Damaged(`the account of ${row.user} is damaged`);
  if (state === null) return undefined;
  return {
    id: row.user,
    state,
    defacs: { auth: row.auth, anon: row.anon },
    ...(row.public !== null && { public: row.public }),
    tags: JSON.parse(row.tags) as string[],
    created: row.created,
    updated: row.updated,
    version: row.version ?? 0,
  };
}

export interface LoginColumns {
  readonly tenant: number;
  readonly scheme: "basic";
  readonly name: string;
  /** integer of the user */
  readonly person: number;
  readonly user: UserId | null;
  readonly secret: string | null;
  readonly seal: number;
}

export const loginSelect = `SELECT l.tenant, l.scheme, l.name, l.user AS person, u.user, l.secret, l.seal
  FROM logins l LEFT JOIN users u ON u.id = l.user`;

export function loginSeal({
  tenant,
  scheme,
  name,
  user,
  secret,
}: Omit<LoginColumns, "person" | "seal">): number {
  return sealOf([tenant, scheme, name, user, secret]);
}

/** @throws Damaged */
export function loginOf(row: LoginColumns): Login {
  const { scheme, name, user, secret } = row;
  if (user === null || loginSeal(row) !== row.seal) throw new Damaged("the row of a login is damaged");
  return { scheme, name, user, ...(secret !== null && { secret }) };
}

export interface TokenColumns {
  readonly tenant: number;
  readonly hash: string;
  readonly user: UserId | null;
  readonly issued: number;
  readonly expires: number;
  readonly seal: number;
}

export const tokenSelect = `SELECT k.tenant, k.hash, u.user, k.issued, k.expires, k.seal
  FROM tokens k LEFT JOIN users u ON u.id = k.user`;

export function tokenSeal({ tenant, hash, user, issued, expires }: Omit<TokenColumns, "seal">): number {
  return sealOf([tenant, hash, user, issued, expires]);
}

/** @throws Damaged */
export function tokenOf(row: TokenColumns): Token {
  const { hash, user, issued, expires } = row;
  if (user === null || tokenSeal(row) !== row.seal) throw new Damaged("the row of a login token is damaged");
  return { hash, user, issued, expires };
}
