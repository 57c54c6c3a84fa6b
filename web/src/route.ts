// Which screen is shown: the part of the address behind `#`, so that "back", bookmarks and links work without the server.
import { useEffect, useState } from "preact/hooks";

export type Route =
  | { readonly screen: "list" }
  | { readonly screen: "new" }
  | { readonly screen: "new-group" }
  | { readonly screen: "requests" }
  | { readonly screen: "profile" }
  | { readonly screen: "conversation"; readonly topic: string }
  | { readonly screen: "about"; readonly topic: string }
  | { readonly screen: "join"; readonly topic: string; readonly token: string }
  | { readonly screen: "log-in" }
  | { readonly screen: "sign-up" };

/** `#/c/grpX` … ; anything unknown is the list. */
export function parseRoute(hash: string): Route {
  const [word = "", first = "", second = ""] = hash.replace(/^#\/?/, "").split("/").map(decode);
  switch (word) {
    case "new":
    case "new-group":
    case "requests":
    case "profile":
    case "log-in":
    case "sign-up":
      return { screen: word };
    case "c":
      if (first === "") return { screen: "list" };
      return { screen: second === "about" ? "about" : "conversation", topic: first };
    case "join":
      return first && second ? { screen: "join", topic: first, token: second } : { screen: "list" };
    default:
      return { screen: "list" };
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function hashOf(route: Route): string {
  switch (route.screen) {
    case "list":
      return "#/";
    case "conversation":
      return `#/c/${route.topic}`;
    case "about":
      return `#/c/${route.topic}/about`;
    case "join":
      return `#/join/${route.topic}/${route.token}`;
    default:
      return `#/${route.screen}`;
  }
}

export function go(route: Route, options: { readonly replace?: boolean } = {}): void {
  if (options.replace) location.replace(hashOf(route));
  else location.hash = hashOf(route);
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = (): void => setHash(location.hash);
    addEventListener("hashchange", changed);
    // it may have changed between drawing and now
    changed();
    return () => removeEventListener("hashchange", changed);
  }, []);
  return parseRoute(hash);
}
