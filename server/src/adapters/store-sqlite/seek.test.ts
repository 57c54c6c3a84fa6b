// The search by time: right whatever the times are, and few probes where people write about evenly.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import fc from "fast-check";
import { commit, group, message, makeTopic } from "../../ports/store-suite/values.ts";
import { createSqliteStore } from "./index.ts";
import { seeker, type Span } from "./message-id.ts";

interface Sought {
  readonly place: number;
  /** statements that were run */
  readonly probes: number;
}

/** A store with messages at those times, and how to seek in it. */
async function withMessages(
  times: readonly number[],
  run: (seek: (at: number, low?: number, high?: number, span?: Span) => Sought) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "natter-seek-"));
  const file = join(folder, "natter.db");
  const store = createSqliteStore({ file });
  try {
    await store.open();
    await makeTopic(store, group);
    await commit(
      store,
      [],
      times.map((at) => message(group, "1", at)),
    );
    using db = new DatabaseSync(file, { readOnly: true });
    const id = Number(db.prepare("SELECT id FROM topics WHERE topic = ?").get(group)?.["id"]);
    let probes = 0;
    const prepare = (sql: string): unknown => {
      const statement = db.prepare(sql);
      const counted = <T>(run: T): T => {
        probes++;
        return run;
      };
      return {
        get: (...values: number[]) => counted(statement.get(...values)),
        all: (...values: number[]) => counted(statement.all(...values)),
        setReturnArrays: (isOn: boolean) => statement.setReturnArrays(isOn),
      };
    };
    const seek = seeker({ prepare } as unknown as DatabaseSync);
    run((at, low = 1, high = times.length, span) => {
      probes = 0;
      const place = seek({ id, topic: group }, low, high, at, span);
      return { place, probes };
    });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

test("any times, any bounds: the first message of that time or later", async () => {
  const gaps = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1e9 })), {
    minLength: 1,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(
      gaps,
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      async (all, parts) => {
        let at = 0;
        const times = all.map((gap) => (at += gap));
        await withMessages(times, (seek) => {
          const part = (): number => parts.next().value as number;
          for (let turn = 0; turn < 50; turn++) {
            const low = 1 + Math.floor(part() * (times.length - 1));
            const high = low + Math.floor(part() * (times.length - low));
            const near = times[Math.floor(part() * (times.length - 1))] ?? 0;
            const sought = part() < 0.5 ? near - 1 + Math.floor(3 * part()) : Math.floor(part() * (at + 2));
            let wanted = low;
            while (wanted <= high && (times[wanted - 1] ?? 0) < sought) wanted++;
            assert.equal(seek(sought, low, high).place, wanted);
          }
        });
      },
    ),
    { numRuns: 15 },
  );
});

test("messages at about even times: a handful of probes, however many there are", async () => {
  const count = 5_000;
  const times = Array.from({ length: count }, (_, n) => 1_000 * (n + 1) + ((n * 7_919) % 900));
  await withMessages(times, (seek) => {
    let sum = 0;
    for (let n = 0; n < 200; n++) {
      const place = 1 + ((n * 2_741) % count);
      const found = seek(times[place - 1] ?? 0);
      assert.equal(found.place, place);
      sum += found.probes;
    }
    assert.ok(sum / 200 < 9, `${sum / 200} probes on average; halving takes 14`);

    let guessed = 0;
    for (let n = 0; n < 200; n++) {
      const place = 1 + ((n * 2_741) % count);
      const found = seek(times[place - 1] ?? 0, 1, count, { from: 0, to: times.at(-1) ?? 0 });
      assert.equal(found.place, place);
      guessed += found.probes;
    }
    assert.ok(guessed < 0.7 * sum, `${guessed} probes where both ends are known, ${sum} where they are not`);
  });
});

test("times that mislead the guesses cost a few times what halving takes", async () => {
  // each twice as far as the one before, and then all in one second
  const spread = Array.from({ length: 40 }, (_, n) => 2 ** n);
  const times = [...spread, ...Array.from({ length: 4_000 }, (_, n) => 2 ** 40 + n)];
  await withMessages(times, (seek) => {
    for (const span of [undefined, { from: 0, to: times.at(-1) ?? 0 }, { from: 2 ** 41, to: 1 }]) {
      for (const place of [1, 2, 20, 39, 40, 41, 42, 2_000, 4_039, 4_040]) {
        const found = seek(times[place - 1] ?? 0, 1, times.length, span);
        assert.equal(found.place, place);
        assert.ok(found.probes <= 3 * 13, `${found.probes} probes`);
      }
    }
  });
});
