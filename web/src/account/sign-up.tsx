import type { JSX } from "preact";

export function SignUp(_: object): JSX.Element {
  return <p>SignUp</p>;
}
