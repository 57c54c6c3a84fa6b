import assert from "node:assert/strict";
import { test } from "node:test";
import { createAddressOf } from "./address.ts";

const proxies = ["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"];

const cases: readonly (readonly [
  peer: string | undefined,
  forwarded: string | undefined,
  address: string,
])[] = [
  ["192.0.2.1", undefined, "192.0.2.1"],
  ["::ffff:192.0.2.1", undefined, "192.0.2.1"],
  [undefined, undefined, ""],
  // who is not trusted says nothing
  ["192.0.2.1", "198.51.100.1", "192.0.2.1"],
  ["192.0.2.1", "127.0.0.1", "192.0.2.1"],
  // one proxy, two proxies, and what a client put in front
  ["127.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1"],
  ["127.0.0.1", "198.51.100.1, 10.0.0.9", "198.51.100.1"],
  ["127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"],
  ["127.0.0.1", "10.0.0.1", "10.0.0.1"],
  // what is no address ends the walk
  ["127.0.0.1", "unknown", "127.0.0.1"],
  ["127.0.0.1", "", "127.0.0.1"],
  ["127.0.0.1", "198.51.100.1, <script>", "127.0.0.1"],
  // IPv6: the first 64 bits, in one spelling
  ["2001:db8:1:2:3:4:5:6", undefined, "2001:db8:1:2::/64"],
  ["2001:DB8:0001:2::1", undefined, "2001:db8:1:2::/64"],
  ["2001:db8::1", undefined, "2001:db8:0:0::/64"],
  ["fe80::1%eth0", undefined, "fe80:0:0:0::/64"],
  ["::1", undefined, "0:0:0:0::/64"],
  ["64:ff9b::192.0.2.1", undefined, "64:ff9b:0:0::/64"],
  ["::1", "2001:db8:9::1", "2001:db8:9:0::/64"],
];

for (const [peer, forwarded, address] of cases) {
  test(`${peer ?? "no peer"}${forwarded === undefined ? "" : `, forwarded for "${forwarded}"`} → ${address}`, () => {
    assert.equal(createAddressOf(proxies)(peer, forwarded), address);
  });
}

test("without trusted proxies nothing forwarded counts", () => {
  assert.equal(createAddressOf([])("127.0.0.1", "198.51.100.1"), "127.0.0.1");
});

for (const entry of ["", "localhost", "10.0.0.0/33", "10.0.0.0/x", "::/129", "1.2.3"]) {
  test(`not to be trusted: "${entry}"`, () => assert.throws(() => createAddressOf([entry]), RangeError));
}
