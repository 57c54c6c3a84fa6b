// What is published comes out as the very bytes, everywhere and after a restart; U+2421 means something only where it is said to.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { expectKept } from "../checker.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, enroll, gather, isFullSize, readLog, seedOf, sized } from "../crowd.ts";
import { History } from "../history.ts";
import { jsonText, sharpTexts } from "../json-texts.ts";
import { Lab } from "../lab.ts";

const count = sized(2_500, 10_000);

test(`R-27 content fidelity: ${count} JSON texts come out byte for byte over WebSocket, long poll, history and after a kill -9`, async () => {
  const seed = seedOf("R-27");
  using folder = new TempFolder();
  const history = new History();
  let server = await ServerProcess.start({ data: folder.path });
  try {
    const ann = await enroll(history, server.webSocket, "ann");
    const bob = await enroll(history, server.longPoll, "bob");
    const topic = await gather([ann, bob]);
    const samples = fc.sample(jsonText, { seed, numRuns: count });
    const texts = [...new Set([...sharpTexts, ...samples, ...largest(topic)])];
    // contents may repeat over the wire, so what names a message here is its place
    for (let at = 0; at < texts.length; at += 50) {
      await Promise.all(texts.slice(at, at + 50).map((content) => ann.mustPublish({ topic, content })));
      // one packet a poll: a long-polling session that is given more than it can take is ended
      await Promise.all([ann.meta(topic, "info"), bob.meta(topic, "info")]);
    }
    for (const client of [ann, bob]) {
      const got = client.packets.flatMap((packet) =>
        packet.kind === "data" && packet.topic === topic ? [packet.content] : [],
      );
      assertSame(got, texts, `live, ${client.session} (seed ${seed})`);
    }
    await assertHistory("before the crash");
    await server.kill();
    server = await ServerProcess.start({ data: folder.path });
    await assertHistory("after the crash");
    const reader = await another(history, server.webSocket, ann);
    await reader.attach(topic);
    expectKept(history, { logs: new Map([[topic, await readLog(reader, topic)]]) }, `seed ${seed}`);

    async function assertHistory(when: string): Promise<void> {
      for (const dial of [server.webSocket, server.longPoll]) {
        const client = await another(history, dial, bob);
        await client.attach(topic);
        assertSame(
          (await client.all(topic)).map(({ content }) => content),
          texts,
          `history ${when} (seed ${seed})`,
        );
        client.hangUp();
      }
    }
  } finally {
    await server.kill();
  }
});

/** What makes a {pub} of 32,768 bytes, give or take one for its id: one long text, and arrays in arrays as deep as that can be. */
function largest(topic: string): readonly string[] {
  const around = `{"pub":{"id":"${"0".repeat(isFullSize ? 5 : 4)}","topic":"${topic}","content":}}`;
  const bytes = 32_768 - around.length;
  const depth = bytes >> 1;
  return [`"${"x".repeat(bytes - 2)}"`, `${"[".repeat(depth)}${"]".repeat(depth)}`];
}

function assertSame(got: readonly string[], expected: readonly string[], where: string): void {
  const at = expected.findIndex((text, i) => got[i] !== text);
  if (at >= 0) assert.equal(got[at], expected[at], `${where}, message ${at}`);
  assert.equal(got.length, expected.length, where);
}

/** Texts of a value, and whether they clear what they replace. */
const values = [
  ['"\u2421"', true],
  ['"\\u2421"', true],
  [' "\u2421" ', true],
  ['"\u2421\u2421"', false],
  ['" \u2421"', false],
  ['["\u2421"]', false],
  ['{"a":"\u2421"}', false],
  ['"\\\\u2421"', false],
] as const;

for (const [text, clears] of values) {
  test(`R-28 ${text} ${clears ? "clears" : "does not clear"} public and private, and is ordinary as content`, async () => {
    await using lab = await Lab.open();
    const history = new History();
    const ann = await enroll(history, lab.dial, "ann");
    const topic = await ann.attach("new", { init: { public: "old", private: "mine" } });
    await ann.attach("me");
    const ask = async (packet: string): Promise<number> => {
      ann.say(packet);
      await ann.until("an answer", () => ann.packets.some((one) => one.kind === "ctrl" && one.id === "x"));
      const answer = ann.packets.find((one) => one.kind === "ctrl" && one.id === "x");
      ann.packets.length = 0;
      return answer?.kind === "ctrl" ? answer.code : 0;
    };
    for (const target of [topic, "me"]) {
      if (target === "me")
        await ann.must("set", { topic: "me", what: "info", info: { public: "old", private: "mine" } });
      assert.equal(
        await ask(
          `{"set":{"id":"x","topic":"${target}","what":"info","info":{"public":${text},"private":${text}}}}`,
        ),
        200,
      );
      const { info } = await ann.meta(target, "info");
      const expected: unknown = clears ? undefined : JSON.parse(text);
      assert.deepEqual([info?.["public"], info?.["private"]], [expected, expected], target);
    }
    assert.equal(
      await ask(`{"sub":{"id":"x","topic":"new","init":{"public":${text},"private":${text}}}}`),
      200,
    );

    // the value begins and ends at its first and last character; white space around it is not part of it
    const content = text.trim();
    await ann.mustPublish({ topic, content });
    assert.deepEqual(
      (await ann.all(topic)).map((message) => message.content),
      [content],
    );
    const data = ann.packets.find((packet) => packet.kind === "data");
    assert.ok(data?.kind === "data" && data.content === content);
  });
}
