import type { JSX } from "preact";

export function Profile(_: object): JSX.Element {
  return <p>Profile</p>;
}
