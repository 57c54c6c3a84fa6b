// Where a visitor without a login wanted to go: a link into a group survives logging in and signing up.
import { go } from "../route.ts";
import type { Route } from "../route.ts";

let wanted: Route | undefined;

export function remember(route: Route): void {
  if (route.screen === "join") wanted = route;
}

export function isExpected(): boolean {
  return wanted !== undefined;
}

/** After the login. */
export function goOn(): void {
  const route = wanted ?? { screen: "list" };
  wanted = undefined;
  go(route, { replace: true });
}
