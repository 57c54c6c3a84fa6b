import assert from "node:assert/strict";
import { once } from "node:events";
import type { Server } from "node:http";
import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { CannotListen, formatListen, listenOn, parseListen } from "./listen.ts";

const readable: readonly (readonly [text: string, host: string, port: number, again?: string])[] = [
  ["localhost:6060", "localhost", 6_060],
  ["127.0.0.1:0", "127.0.0.1", 0],
  ["[::1]:80", "::1", 80],
  ["*:65535", "*", 65_535],
  [":6060", "*", 6_060, "*:6060"],
  ["chat.example.org:443", "chat.example.org", 443],
];

for (const [text, host, port, again = text] of readable) {
  test(`reads ${text}`, () => {
    assert.deepEqual(parseListen(text), { host, port });
    assert.equal(formatListen({ host, port }), again);
  });
}

for (const text of [
  "",
  "localhost",
  "6060",
  "localhost:",
  "localhost:65536",
  "::1:80",
  "a b:1",
  "http://a:1",
  "[::1]",
]) {
  test(`"${text}" is no address to listen on`, () => assert.throws(() => parseListen(text), RangeError));
}

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

async function close(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => once(server.close(), "close")));
}

test("localhost is both loopback addresses, under one port, also under a free one", async () => {
  const { servers, at } = await listenOn(() => createServer(), { host: "localhost", port: 0 });
  const addresses = servers.map((server) => server.address());
  const expected = [{ address: "127.0.0.1", family: "IPv4", port: at.port }];
  if (hasIpv6) expected.push({ address: "::1", family: "IPv6", port: at.port });
  assert.deepEqual(addresses, expected);
  assert.ok(at.port > 0);
  await close(servers);
});

test("a port in use is told with what to try, and nothing stays open", async () => {
  const { servers, at } = await listenOn(() => createServer(), { host: "127.0.0.1", port: 0 });
  const wanted = { host: "localhost", port: at.port };
  await assert.rejects(
    listenOn(() => createServer(), wanted),
    (error) => {
      assert.ok(error instanceof CannotListen);
      assert.match(error.message, new RegExp(`^localhost:${at.port} is in use .* --listen HOST:PORT$`));
      return true;
    },
  );
  await close(servers);
  const again = await listenOn(() => createServer(), wanted);
  await close(again.servers);
});

test(
  "a port taken on IPv6 alone frees the IPv4 one again",
  { skip: hasIpv6 ? false : "no IPv6 here" },
  async () => {
    const { servers, at } = await listenOn(() => createServer(), { host: "::1", port: 0 });
    await assert.rejects(
      listenOn(() => createServer(), { host: "localhost", port: at.port }),
      CannotListen,
    );
    const again = await listenOn(() => createServer(), { host: "127.0.0.1", port: at.port });
    await close([...servers, ...again.servers]);
  },
);

test("an address of another machine is told as such", async () => {
  await assert.rejects(
    listenOn(() => createServer(), { host: "192.0.2.1", port: 0 }),
    /has no address 192\.0\.2\.1; .*--listen/,
  );
});
