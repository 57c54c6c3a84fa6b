// the wall clock jumps, by hours and by a day, in either direction. Times of messages grow all the same, tokens hold for as long as was
// said, nothing that waits for a time comes early or late, and the operator is told of a clock that is behind.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { silentLog } from "../../src/runtime/log.ts";
import { defaultSettings } from "../../src/runtime/settings.ts";
import { expectKept } from "../checker.ts";
import { Client } from "../client.ts";
import { step, stepsEnv, stepsItsClock } from "../clock-steps.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, enroll, enrollAll, gather, names, passwordOf, readLogs, shown } from "../crowd.ts";
import { FakeClock, rest } from "../fake-clock.ts";
import { History } from "../history.ts";
import { Lab } from "../lab.ts";
import { Publishers } from "../publisher.ts";

const hour = 3_600_000;
const day = 24 * hour;
const steps = [-hour, hour, hour, -day, day, -7, -7, -7, -day, -hour];

test("R-24 a real server whose clock jumps under load: times grow, nobody is thrown out, and what it left is reported", async () => {
  using folder = new TempFolder();
  const history = new History();
  const data = folder.path;
  const env = stepsEnv(steps);
  let server = await ServerProcess.start({ data, env, preload: stepsItsClock });
  try {
    const people = await enrollAll(history, server.webSocket, names("p", 4));
    const [ann, bob] = people;
    assert.ok(ann !== undefined && bob !== undefined);
    const topic = await gather(people);
    await bob.attach(ann.uid);
    await ann.attach("me");
    assert.match(await clockFinding(data), /^good\b/);
    const publishers = new Publishers([topic]);
    const publishing = publishers.run(people, 2);
    let heard = 0;
    for (const _step of steps) {
      await step(server);
      // life goes on for a while after each: somebody comes, reads, is seen and goes
      const one = await another(history, server.webSocket, bob);
      await one.attach("me");
      await ann.until("bob to be on", () => shown(ann, bob).at(-1) === "on");
      await one.attach(topic, { get: "data", browse: { limit: 32 } });
      await one.meta(topic, "info");
      one.hangUp();
      await ann.until("bob to be off", () => shown(ann, bob).at(-1) === "off");
      heard = ann.packets.length;
      await ann.until("more messages", () => ann.packets.length > heard + 50);
    }
    assert.deepEqual(
      people.map(({ isUp }) => isUp),
      [true, true, true, true],
    );
    // the clock is a day behind the newest message now
    assert.match(await ready(server), /ahead of this machine's clock/);
    await server.kill();
    await publishing;
    server = await ServerProcess.start({ data });
    assert.match(await ready(server), /ahead of this machine's clock/);
    assert.match(await clockFinding(data), /^bad\b.*behind the newest message.*Try/);
    assert.equal(server.log.filter((line) => line.includes("ahead of this machine's clock")).length, 1);
    const { webSocket } = server;
    const back = await Promise.all(people.map((client) => another(history, webSocket, client)));
    await Promise.all(back.map((client) => client.attach(topic)));
    await publishers.retry(back);
    await Promise.all(back.map((client) => client.meta(topic, "info")));
    expectKept(history, { logs: await readLogs(history, webSocket, bob, [topic]) }, "R-24");
  } finally {
    await server.kill();
  }
});

/** What `natter doctor` says of the clock. */
async function clockFinding(data: string): Promise<string> {
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const doctor = spawn(process.execPath, [main, "doctor", "--data", data, "--json"], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const report = JSON.parse(await text(doctor.stdout)) as {
    checks: readonly Readonly<Record<"check" | "state" | "says", string>>[];
  };
  const clock = report.checks.find(({ check }) => check === "clock");
  return `${clock?.state} ${clock?.says}`;
}

async function ready(server: ServerProcess): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/readyz`);
  assert.equal(answer.status, 200, "it goes on");
  return answer.text();
}

test("R-24 a token holds until the time that was said, whatever the clock did in between", async () => {
  const clock = new FakeClock();
  await using lab = await Lab.open({ clock });
  const history = new History();
  const ann = await enroll(history, lab.dial, "ann");

  const brief = await issue("1h");
  const long = await issue("168h");
  clock.jump(day);
  // the sweep has been by
  await clock.advance(2 * defaultSettings.sweepEveryMs, rest);
  const early = await issue("1h");
  assert.deepEqual(await codes(brief, long, early), [401, 200, 200]);
  clock.jump(-day);
  await clock.advance(2 * defaultSettings.sweepEveryMs, rest);
  assert.deepEqual(await codes(brief, long, early), [200, 200, 200], "as if nothing had been");
  clock.jump(-day);
  const late = await issue("1h");
  assert.deepEqual(await codes(brief, long, early, late), [200, 200, 200, 200]);
  clock.jump(day);
  assert.deepEqual(await codes(brief, late), [200, 401]);
  for (const token of [brief, long, early, late]) {
    clock.jump(Math.max(0, token.expires - clock.now()));
    assert.deepEqual(await codes(token), [401], "none holds for ever");
  }

  interface Token {
    readonly secret: string;
    readonly expires: number;
  }

  async function issue(expireIn: string): Promise<Token> {
    const client = await Client.open(history, "ann", lab.dial);
    const secret = `${ann.user}:${passwordOf(ann.user)}`;
    const { params } = await client.must("login", { secret, expireIn });
    client.hangUp();
    const expires = Date.parse(String(params["expires"]));
    return { secret: String(params["token"]), expires };
  }

  async function codes(...tokens: readonly Token[]): Promise<readonly (number | undefined)[]> {
    return Promise.all(
      tokens.map(async ({ secret }) => {
        const client = await Client.open(history, "ann", lab.dial);
        const answer = await client.ask("login", { scheme: "token", secret });
        client.hangUp();
        return answer?.code;
      }),
    );
  }
});

for (const ms of [-day, -hour, hour, day]) {
  test(`R-24 what waits for a time is not moved by a step of ${ms / hour} h: presence, topics in memory, rates`, async () => {
    const clock = new FakeClock();
    await using lab = await Lab.open({ clock, settings: { limits: true } });
    const history = new History();
    const [ann, bob] = await enrollAll(history, lab.dial, ["ann", "bob"]);
    assert.ok(ann !== undefined && bob !== undefined);
    const room = await ann.attach("new");
    await bob.attach(ann.uid);
    await ann.attach("me");
    for (const _time of [1, 2]) {
      await bob.attach("me");
      await bob.must("leave", { topic: "me" });
    }
    while ((await ann.publish({ topic: room, content: "1" }))?.code === 202);
    await bob.must("leave", { topic: ann.uid });
    await rest();
    const before = [lab.server.stats(), ann.packets.length, shown(ann, bob).at(-1)];
    assert.equal(shown(ann, bob).at(-1), "on", "the second time is damped");

    clock.jump(ms);
    await rest();
    assert.deepEqual([lab.server.stats(), ann.packets.length, shown(ann, bob).at(-1)], before, "no burst");
    assert.equal((await ann.publish({ topic: room, content: "2" }))?.code, 503);
    await clock.advance(defaultSettings.contactDampMs, rest);
    assert.equal(shown(ann, bob).at(-1), "off");
    assert.equal((await ann.publish({ topic: room, content: "3" }))?.code, 202);
    await clock.advance(defaultSettings.unloadAfterMs, rest);
    const { topics } = lab.server.stats();
    assert.ok(topics < (before[0] as { topics: number }).topics, "the conversation has left memory");
  });
}

test("R-24 a clock that is behind is said when a message comes, at the start and when a topic is loaded, until it has caught up", async () => {
  const clock = new FakeClock();
  const said: string[] = [];
  const log = { ...silentLog, warn: (_about: object, text: string): void => void said.push(text) };
  await using lab = await Lab.open({ clock, log });
  const history = new History();
  const ann = await enroll(history, lab.dial, "ann");
  const topic = await ann.attach("new");
  const isSaid = (): boolean => lab.server.warnings().some((warning) => warning.includes("ahead"));
  const timesSaid = (): number => said.filter((text) => text.includes("ahead")).length;
  await ann.mustPublish({ topic, content: "1" });
  assert.deepEqual([isSaid(), timesSaid()], [false, 0]);
  clock.jump(-hour);
  for (const content of ["2", "3"]) {
    const { ts } = await ann.mustPublish({ topic, content });
    assert.ok(Date.parse(ts) > clock.now() + hour - 1_000, "it goes on after the last");
  }
  assert.deepEqual([isSaid(), timesSaid()], [true, 1]);
  assert.deepEqual(lab.server.trouble(), [], "ready all the same");
  await lab.crash();
  assert.deepEqual([isSaid(), timesSaid()], [true, 2]);
  await clock.advance(hour, rest);
  assert.ok(!isSaid());
});
