// Modules of the checkout that is measured, which need not be this one: data is written by the code that will read it.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Auth from "../../server/src/adapters/auth-basic/index.ts";
import type * as Store from "../../server/src/adapters/store-sqlite/index.ts";

export async function storeOf(checkout: string): Promise<typeof Store> {
  return (await load(checkout, "server/src/adapters/store-sqlite/index.ts")) as typeof Store;
}

export async function authOf(checkout: string): Promise<typeof Auth> {
  return (await load(checkout, "server/src/adapters/auth-basic/index.ts")) as typeof Auth;
}

function load(checkout: string, path: string): Promise<unknown> {
  return import(pathToFileURL(join(checkout, path)).href);
}
