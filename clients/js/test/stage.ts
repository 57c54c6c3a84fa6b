// A client before a fake server, with time in the hands of the test.
import { Client } from "../src/client.ts";
import type { ClientOptions } from "../src/client.ts";
import { FakePlatform } from "./fake-platform.ts";
import { FakeServer } from "./fake-server.ts";

export interface Stage {
  readonly server: FakeServer;
  readonly platform: FakePlatform;
  readonly client: Client;
  /** what the server was asked since the last look, as `word topic what` */
  readonly asked: () => readonly string[];
}

export const group = "grpuhB5OZqd-mMY";
export const other = "usrIU_LOVwRNsc";
export const conversation = "p2pOj0B3-gSBSshT8s5XBE2xw";
export const long = "2026-01-05T09:00:00.000Z";

export function clientOf(
  server: FakeServer,
  platform: FakePlatform,
  options: Partial<ClientOptions> = {},
): Client {
  const WebSocket = server.WebSocket as unknown as NonNullable<ClientOptions["WebSocket"]>;
  return new Client({
    url: "http://fake",
    apiKey: "k",
    platform,
    WebSocket,
    transports: ["websocket"],
    ...options,
  });
}

/** Logged in, with a group and a conversation in the list. */
export async function stage(options: Partial<ClientOptions> = {}, server = new FakeServer()): Promise<Stage> {
  const platform = new FakePlatform();
  server.contacts = [
    { topic: group, updated: long, mode: "RWP", public: "Hiking", lastMsg: long, unread: 3 },
    { topic: conversation, with: other, updated: long, mode: "RWP", public: "Bob" },
  ];
  const client = clientOf(server, platform, options);
  const login = client.logIn({ name: "alice", password: "alice123" });
  await platform.advance(0);
  await login;
  await platform.advance(300);
  let seen = server.asked.length;
  const asked = (): readonly string[] => {
    const news = server.asked.slice(seen);
    seen = server.asked.length;
    return news.map(({ word, body }) => [word, body.topic, body.what].filter(Boolean).join(" "));
  };
  return { server, platform, client, asked };
}
