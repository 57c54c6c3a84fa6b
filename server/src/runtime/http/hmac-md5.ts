// The signature of API keys, by the platform's own implementation.
import { createHmac } from "node:crypto";

export function hmacMd5(key: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac("md5", key).update(data).digest();
}
