// The first packet of every session (spec: 0.4 §1.3, extensions §1). Nothing about a user or a client goes in.
import { answers } from "../faults.ts";
import type { Time } from "../time.ts";
import { encodeCtrl } from "./ctrl.ts";
import { version } from "./fields.ts";

/** What the connection said of itself: the `id` of its URL is echoed, a long-polling session learns its `sid`. */
export interface Hello {
  readonly id?: string;
  readonly sid?: string;
}

/** @param ext the extensions that are switched on, each with its version; without any the member is left out */
export function encodeGreeting(
  build: string,
  hello: Hello,
  ext: Readonly<Record<string, number>>,
  at: Time,
): string {
  const params = [`"ver":"${version}"`, `"build":${JSON.stringify(build)}`];
  if (Object.keys(ext).length > 0) params.push(`"ext":${JSON.stringify(ext)}`);
  if (hello.sid !== undefined) params.push(`"sid":${JSON.stringify(hello.sid)}`);
  const { code, text } = answers.created;
  return encodeCtrl({ id: hello.id, code, text, params, at });
}
