// The bindings against the real server, over both transports: people who sign up, talk, are banned, lose the network, and lose nothing.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { Client, MemoryCache, NatterError } from "../src/client.ts";
import type { ClientOptions, Message, Topic } from "../src/client.ts";
import { connect } from "../src/wire.ts";
import { until } from "./people.ts";
import { apiKey, RealServer } from "./real-server.ts";

interface App {
  readonly user: { readonly name: string };
  readonly topic: { readonly title: string };
  readonly content: string;
}

let server: RealServer;
before(async () => {
  server = await RealServer.start();
});
after(() => server[Symbol.asyncDispose]());

const contents = (topic: Topic<App>): readonly string[] =>
  topic.getSnapshot().messages.map(({ content }) => content);
const isRefusal =
  (code: number) =>
  (error: unknown): boolean =>
    error instanceof NatterError && error.code === code;

let people = 0;

for (const transport of ["websocket", "longpoll"] as const) {
  suite(`over ${transport}`, () => {
    const open: Client<App>[] = [];
    const client = (options: Partial<ClientOptions> = {}): Client<App> => {
      const made = new Client<App>({ url: server.url, apiKey, transports: [transport], ...options });
      open.push(made);
      return made;
    };

    interface Person {
      readonly client: Client<App>;
      readonly id: string;
      readonly name: string;
    }
    /** Signed up and logged in. */
    const person = async (options?: Partial<ClientOptions>): Promise<Person> => {
      const name = `person${++people}`;
      const made = client(options);
      const id = await made.createAccount({ name, password: "correct horse", public: { name } });
      assert.equal(await made.logIn({ name, password: "correct horse" }), id);
      await until(made.me, ({ isFresh }) => isFresh);
      return { client: made, id, name };
    };
    after(() => Promise.all(open.map((one) => one.stop())));

    test("two people, from sign-up to a chat", async () => {
      const [alice, bob] = [await person(), await person()];
      assert.equal(alice.client.connection.getSnapshot().transport, transport);
      const hers = alice.client.topic(bob.id);
      await hers.open();
      const sent = await hers.publish("hello");
      assert.equal(sent.state, "sent");
      const contact = await until(bob.client.me, ({ contacts }) =>
        contacts.find(({ user }) => user === alice.id),
      );
      assert.deepEqual(contact.public, { name: alice.name });
      await until(bob.client.me, ({ contacts }) =>
        contacts.some((one) => one.user === alice.id && one.isOnline),
      );
      await until(bob.client.me, ({ contacts }) => contacts.some((one) => one.unread > 0));
      const his = bob.client.topic(contact.topic);
      assert.equal(his, bob.client.topic(alice.id));
      await his.open();
      assert.deepEqual(contents(his), ["hello"]);
      await his.publish("hi alice");
      await until(hers, ({ messages }) => messages.length === 2);
      assert.deepEqual(contents(hers), ["hello", "hi alice"]);
      assert.deepEqual(contents(his), ["hello", "hi alice"]);
      await until(bob.client.me, ({ contacts }) => contacts.every((one) => one.unread === 0));
      await alice.client.me.change({ public: { name: "Alice A." } });
      await until(bob.client.me, ({ contacts }) =>
        contacts.some((one) => (one.public as App["user"] | undefined)?.name === "Alice A."),
      );
      assert.deepEqual((await bob.client.describeUser(alice.id)).public, { name: "Alice A." });
      await alice.client.stop();
      await until(bob.client.me, ({ contacts }) =>
        contacts.some((one) => one.user === alice.id && !one.isOnline),
      );
    });

    test("a group with approval, invitation, ban while reading, and a new owner", async () => {
      const [owner, asker, guest] = [await person(), await person(), await person()];
      const group = await owner.client.createGroup({
        public: { title: "Hiking" },
        defaultAccess: { auth: "N" },
      });
      // approval
      const asked = asker.client.topic(group.name);
      await asked.open({ mode: "RWP", info: "please" });
      assert.equal(asked.getSnapshot().state, "waiting");
      const request = await until(owner.client.me, ({ notices }) =>
        notices.find(({ act }) => act === "appr"),
      );
      assert.deepEqual([request.topic, request.user, request.info], [group.name, asker.id, "please"]);
      await group.approve(request.user, "RWP");
      await until(asked, ({ state }) => state === "open");
      await asked.publish("thank you");
      // invitation
      await group.invite(guest.id, "RWP", "join us");
      const invitation = await until(guest.client.me, ({ notices }) =>
        notices.find(({ act }) => act === "join"),
      );
      assert.equal(invitation.info, "join us");
      const invited = guest.client.topic(invitation.topic);
      await invited.accept();
      await until(invited, ({ members }) => members.length === 3);
      assert.deepEqual(contents(invited), ["thank you"]);
      // ban while reading
      await group.ban(asker.id);
      await until(asked, ({ state }) => state === "banned");
      assert.deepEqual(contents(asked), ["thank you"]);
      await assert.rejects(asked.publish("let me in"), isRefusal(403));
      const failed = await until(asked, ({ messages }) => messages.find(({ state }) => state === "failed"));
      assert.equal(failed.error?.code, 403);
      await group.publish("without him");
      await group.unban(asker.id);
      await until(asked, ({ state }) => state === "open");
      failed.retry?.();
      await until(group, ({ messages }) => messages.some(({ content }) => content === "let me in"));
      assert.deepEqual(contents(asked), ["thank you", "without him", "let me in"]);
      // a new owner
      await group.offerOwnership(guest.id);
      await until(guest.client.me, ({ notices }) =>
        notices.some(({ access }) => access?.given.includes("O")),
      );
      await invited.acceptOwnership();
      const members = await group.loadMembers();
      assert.deepEqual(
        members.filter(({ mode }) => mode.includes("O")).map(({ user }) => user),
        [guest.id],
      );
      await invited.change({ public: { title: "Climbing" } });
      await until(
        group,
        ({ description }) => (description?.public as App["topic"] | undefined)?.title === "Climbing",
      );
      await assert.rejects(group.deleteTopic(), isRefusal(403));
      // leaving and deleting
      await group.leave();
      assert.equal(group.getSnapshot().state, "gone");
      await invited.deleteTopic();
      await until(asked, ({ state }) => state === "gone");
      assert.deepEqual(contents(asked), []);
    });

    test("kill -9 in the middle of sending: everything arrives, in order, once", async () => {
      const [alice, bob] = [await person(), await person()];
      const hers = alice.client.topic(bob.id);
      await hers.open();
      const his = bob.client.topic(alice.id);
      await his.open();
      const wanted = Array.from({ length: 150 }, (_, n) => `m${n}`);
      const read: string[] = [];
      const enough = new AbortController();
      const reading = (async () => {
        for await (const { content } of his.stream({ signal: enough.signal })) {
          read.push(content);
          if (read.length >= wanted.length) break;
        }
      })();
      const sending = wanted.map((content) => hers.publish(content));
      for (const before of [20, 70]) {
        await until(
          hers,
          ({ messages }) => messages.filter(({ state }) => state === "sent").length >= before,
        );
        await server.kill();
        await server.start();
      }
      await Promise.all(sending);
      await reading;
      assert.deepEqual(read, wanted);
      assert.deepEqual(contents(hers).slice(-wanted.length), wanted);
      const stored = await his.history({ after: 0, limit: 1000 });
      assert.deepEqual(
        stored.map(({ content }) => content),
        wanted,
      );
    });

    test("typed while offline, and read after an absence", async () => {
      const [alice, bob] = [await person(), await person()];
      const hers = alice.client.topic(bob.id);
      await hers.open();
      await hers.publish("first");
      const his = bob.client.topic(alice.id);
      await his.open();
      await bob.client.stop();
      for (let n = 0; n < 300; n++) void hers.publish(`away ${n}`);
      await until(
        hers,
        ({ messages }) => messages.length === 301 && messages.every(({ state }) => state === "sent"),
      );
      await server.kill();
      const typed = hers.publish("typed offline");
      await until(alice.client.connection, ({ state }) => state === "waiting");
      assert.equal(hers.getSnapshot().messages.at(-1)?.state, "queued");
      await server.start();
      await typed;
      await bob.client.start();
      await until(his, ({ messages }) => messages.length === 302);
      assert.deepEqual(contents(his), contents(hers));
    });

    test("a new process shows what was kept, fetches the rest, and sends what was waiting", async () => {
      const bob = await person();
      const cache = new MemoryCache();
      const alice = await person({ cache });
      const hers = alice.client.topic(bob.id);
      await hers.open();
      for (const content of ["one", "two", "three"]) await hers.publish(content);
      await until(alice.client.me, ({ contacts }) => contacts.length === 1);
      await alice.client.stop();
      void hers.publish("written without a network");
      // what was written is kept by then
      await alice.client.stop();
      const his = bob.client.topic(alice.id);
      await his.open();
      await his.publish("four");

      const again = client({ cache });
      assert.equal(await again.start(), alice.id);
      assert.deepEqual(
        again.me.getSnapshot().contacts.map(({ user }) => user),
        [bob.id],
      );
      const kept = again.topic(bob.id);
      await until(kept, ({ messages }) => messages.length >= 3);
      await kept.open();
      await until(
        kept,
        ({ messages }) => messages.length === 5 && messages.every(({ state }) => state === "sent"),
      );
      assert.deepEqual(contents(kept), ["one", "two", "three", "four", "written without a network"]);
    });

    test("deleted for all and for me", async () => {
      const [alice, bob] = [await person(), await person()];
      const group = await alice.client.createGroup();
      const his = bob.client.topic(group.name);
      await his.open();
      const sent: Message<string>[] = [];
      for (const content of ["one", "two", "three", "four"]) sent.push(await group.publish(content));
      await until(his, ({ messages }) => messages.length === 4);
      await bob.client.stop();
      await assert.rejects(his.deleteForAll(), isRefusal(0));
      await group.deleteForAll(sent[1]?.position);
      await group.deleteForMe(sent[2]?.position);
      assert.deepEqual(contents(group), ["three", "four"]);
      await bob.client.start();
      await assert.rejects(his.deleteForAll(), isRefusal(403));
      await until(his, ({ messages }) => messages.length === 3);
      assert.deepEqual(contents(his), ["two", "three", "four"]);
    });

    test("accounts: names, passwords, tokens", async () => {
      const alice = await person();
      const second = client();
      await assert.rejects(
        second.createAccount({ name: alice.name, password: "correct horse" }),
        isRefusal(409),
      );
      await assert.rejects(second.logIn({ name: alice.name, password: "wrong horse" }), isRefusal(401));
      const { token = "" } = alice.client.login ?? {};
      assert.equal(await second.logIn({ token }), alice.id);
      await assert.rejects(second.logIn({ token }), isRefusal(409));
      await alice.client.changePassword(alice.name, "battery staple");
      await until(second.connection, ({ state, error }) => state === "stopped" && error?.code === 401);
      await until(alice.client.connection, ({ state }) => state === "online");
      assert.notEqual(alice.client.login?.token, token);
      assert.equal(await second.logIn({ name: alice.name, password: "battery staple" }), alice.id);
      const bob = await person();
      const tag = `plays-chess-${bob.id.slice(3, 8).toLowerCase()}`;
      assert.deepEqual(await alice.client.find(tag), []);
      await bob.client.me.change({ tags: [tag] });
      assert.deepEqual(
        (await alice.client.find(`${tag.slice(0, -1)}*`)).map(({ user }) => user),
        [bob.id],
      );
      await second.logOut();
      assert.equal(second.user, undefined);
      await alice.client.deletePassword();
      await assert.rejects(client().logIn({ name: alice.name, password: "battery staple" }), isRefusal(401));
    });

    test("the wire alone: one promise per request", async () => {
      const session = await connect({ url: server.url, apiKey, transports: [transport] });
      assert.equal(session.transport, transport);
      assert.equal(session.greeting?.params?.["ver"], "0.4");
      await assert.rejects(session.request("get", { topic: "me", what: "info" }), isRefusal(401));
      const name = `person${++people}`;
      const secret = `${name}:correct horse`;
      await session.request("acc", { user: "new", auth: [{ secret }] });
      await session.request("login", { secret });
      const { ctrl } = await session.request("sub", { topic: "new", get: "info sub" });
      const topic = ctrl?.topic ?? "";
      await session.request("pub", { topic, content: { n: 1 } });
      const page = await session.request("get", { topic, what: "info sub data" });
      assert.deepEqual([page.info?.acs?.given, page.sub?.length, page.data.length], ["RWPSDO", 1, 1]);
      session.close();
      await assert.rejects(session.request("leave", { topic }), isRefusal(0));
    });
  });
}

test("long polling where WebSockets do not get through", async () => {
  class Blocked {
    onclose: ((event: { code: number; reason: string }) => void) | undefined;
    constructor() {
      queueMicrotask(() => this.onclose?.({ code: 1006, reason: "" }));
    }
    close(): void {}
  }
  const client = new Client({ url: server.url, apiKey, WebSocket: Blocked as never });
  await client.start();
  assert.equal(
    (await until(client.connection, (one) => one.state === "online" && one)).transport,
    "longpoll",
  );
  await client.stop();
});

test("long polling where there is no WebSocket at all", async () => {
  class Forbidden {
    constructor() {
      throw new DOMException("mixed content", "SecurityError");
    }
  }
  const session = await connect({ url: server.url, apiKey, WebSocket: Forbidden as never });
  assert.equal(session.transport, "longpoll");
  session.close();
});

test("a wrong API key is said, and not tried again", async () => {
  const client = new Client({ url: server.url, apiKey: "nonsense" });
  await client.start();
  const { error } = await until(client.connection, (one) => one.state === "stopped" && one);
  assert.equal(error?.code, 403);
});
