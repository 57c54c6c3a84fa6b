// more clients than the process has descriptors for. They are refused at once; sessions, the store and the operator go on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { expectKept } from "../checker.ts";
import { Client } from "../client.ts";
import { ServerProcess, TempFolder } from "../crash.ts";
import { another, enrollAll, gather, readLogs } from "../crowd.ts";
import { History } from "../history.ts";

const descriptors = 200;

test("R-68 descriptors run out: new connections are refused, said once, all others go on, and it is over when some are free", async (t) => {
  if (process.platform === "win32") return t.skip("needs ulimit");
  using folder = new TempFolder();
  await using server = await ServerProcess.start({ data: folder.path, descriptors });
  const history = new History();
  const [ann, bob] = await enrollAll(history, server.webSocket, ["ann", "bob"]);
  assert.ok(ann !== undefined && bob !== undefined);
  const topic = await gather([ann, bob]);

  const crowd: Client[] = [];
  for (let one = await come(); one !== undefined; one = await come()) {
    crowd.push(one);
    assert.ok(crowd.length < descriptors, "more sessions than descriptors");
  }
  assert.ok(crowd.length >= descriptors / 4, `only ${crowd.length} of ${descriptors}`);
  for (let n = 0; n < 50; n++) assert.equal(await come(), undefined);
  assert.equal(server.log.filter((line) => line.includes("too many connections")).length, 1);

  // what needs files and sockets of its own goes on, too
  const backup = await server.order("backup", { file: join(folder.path, "copy.db") });
  assert.equal(backup["ok"], true, JSON.stringify(backup));
  assert.ok(readFileSync(join(folder.path, "copy.db")).length > 0);
  for (let n = 0; n < 50; n++) await ann.mustPublish({ topic, content: `"${n}"` });
  await bob.meta(topic, "info");
  assert.equal(bob.packets.filter(({ kind }) => kind === "data").length, 50);

  for (const client of crowd.splice(0, 10)) client.hangUp();
  const { length } = crowd;
  while ((await server.sessions()) > length + 2);
  const back = await another(history, server.longPoll, ann);
  await back.attach(topic);
  for (const client of crowd) client.hangUp();
  const logs = await readLogs(history, server.webSocket, bob, [topic]);
  assert.equal(logs.get(topic)?.messages.length, 50);
  expectKept(history, { logs }, "R-68");

  /** undefined = it was refused */
  async function come(): Promise<Client | undefined> {
    try {
      return await Client.open(history, "one of the crowd", server.webSocket);
    } catch (error) {
      assert.match(String(error), /ECONNRESET|socket hang up/);
      return undefined;
    }
  }
});
