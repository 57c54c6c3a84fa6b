// API keys (spec: 0.4 §1.2): which application a client is of. Only the server can check the signature.
import { fromBase64Url } from "./base64.ts";

export interface ApiKey {
  /** 1 to 2^32 - 1 */
  readonly app: number;
  readonly sequence: number;
  readonly isRoot: boolean;
}

/** What a key says of itself; undefined unless it has the form of one. */
export function parseApiKey(key: string): ApiKey | undefined {
  const bytes = fromBase64Url(key);
  if (bytes?.length !== 24) return undefined;
  const view = new DataView(bytes.buffer);
  const app = view.getUint32(1, true);
  if (bytes[0] !== 1 || app === 0) return undefined;
  return { app, sequence: view.getUint16(5, true), isRoot: bytes[7] === 1 };
}
