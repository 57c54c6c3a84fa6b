// R-21, the input of one session: more requests than its queue takes, each of which waits for something, are taken in their order and
// one at a time, although the connection stops reading and goes on in between.
import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultSettings } from "../../src/runtime/settings.ts";
import { Lab } from "../lab.ts";

for (const [name, text] of [
  ["logins", (id: number) => `{"login":{"id":"${id}","secret":"nobody:wrong-password"}}`],
  ["messages that are refused", (id: number) => `{"sub":{"id":"${id}","topic":7}}`],
] as const) {
  test(`R-21 input queue: ${name} by the hundred are answered in the order sent`, async () => {
    await using lab = await Lab.open();
    const count = 5 * defaultSettings.inputQueue;
    const answered: string[] = [];
    const all = Promise.withResolvers<void>();
    const wire = await lab.dial({
      packet(packet) {
        const { ctrl } = JSON.parse(packet) as { ctrl: { id?: string } };
        if (ctrl.id !== undefined && answered.push(ctrl.id) === count) all.resolve();
      },
      closed: (code) => all.reject(new Error(`closed ${code}`)),
    });
    for (let id = 0; id < count; id++) wire.send(text(id));
    await all.promise;
    assert.deepEqual(
      answered,
      Array.from({ length: count }, (_, id) => String(id)),
    );
    wire.hangUp();
  });
}
