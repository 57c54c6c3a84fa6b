import assert from "node:assert/strict";
import { test } from "node:test";
import { isOwnOrigin } from "./origin.ts";

const cases: readonly (readonly [origin: string, host: string | undefined, isOwn: boolean])[] = [
  ["http://localhost:6060", "localhost:6060", true],
  ["http://LOCALHOST:6060", "LocalHost:6060", true],
  ["http://127.0.0.1:6060", "127.0.0.1:6060", true],
  ["http://[::1]:6060", "[::1]:6060", true],
  ["https://192.0.2.7", "192.0.2.7", true],
  // another program of this machine
  ["http://localhost:8080", "localhost:6060", false],
  ["http://localhost:6060", "127.0.0.1:6060", false],
  // a name may have been made to lead here
  ["http://evil.example:6060", "evil.example:6060", false],
  ["http://localhost.evil.example:6060", "localhost.evil.example:6060", false],
  ["http://127.0.0.1.evil.example", "127.0.0.1.evil.example", false],
  // no page at all
  ["null", "null", false],
  ["", "", false],
  ["http://localhost:6060", undefined, false],
  ["http://localhost:6060", "", false],
];

for (const [origin, host, isOwn] of cases) {
  test(`the page of "${origin}" is ${isOwn ? "" : "not "}this server's at "${host}"`, () => {
    assert.equal(isOwnOrigin(origin, host), isOwn);
  });
}
