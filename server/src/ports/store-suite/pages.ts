// Pages of history: every bound, both directions, no message twice or never.
import type { Slice } from "../store.ts";
import type { Bench } from "../store-suite.ts";
import { commit, group, groupOf, makeTopic, message, publish, read, seqs } from "./values.ts";

export function pageTests({ check, assert }: Bench): void {
  check("every bound narrows, in both directions", async (store) => {
    await makeTopic(store, group);
    await commit(
      store,
      [],
      [10, 20, 30, 40, 50, 60].map((at) => message(group, `${at}`, at)),
    );
    const cases: readonly (readonly [Partial<Slice>, readonly number[]])[] = [
      [{}, [1, 2, 3, 4, 5, 6]],
      [{ above: 2 }, [3, 4, 5, 6]],
      [{ upTo: 2 }, [1, 2]],
      [{ above: 2, upTo: 4 }, [3, 4]],
      [{ above: 4, upTo: 4 }, []],
      [{ upTo: 99, above: 0 }, [1, 2, 3, 4, 5, 6]],
      [{ since: 20 }, [2, 3, 4, 5, 6]],
      [{ since: 21 }, [3, 4, 5, 6]],
      [{ before: 20 }, [1]],
      [{ before: 21 }, [1, 2]],
      [{ since: 20, before: 50 }, [2, 3, 4]],
      [{ since: 50, before: 20 }, []],
      [{ since: 61 }, []],
      [{ before: 10 }, []],
      [{ since: -5, before: 1e13 }, [1, 2, 3, 4, 5, 6]],
      [{ above: 3, before: 60, since: 20 }, [4, 5]],
      [{ upTo: 3, since: 30 }, [3]],
      [{ limit: 2 }, [1, 2]],
      [{ limit: 2, since: 25 }, [3, 4]],
    ];
    for (const [bounds, wanted] of cases) {
      assert.deepEqual(await seqs(store, group, bounds), wanted, JSON.stringify(bounds));
      if (bounds.limit !== undefined) continue;
      const backwards = await seqs(store, group, { ...bounds, ascending: false });
      assert.deepEqual(backwards, wanted.toReversed(), `descending ${JSON.stringify(bounds)}`);
    }
    assert.deepEqual(await seqs(store, group, { limit: 2, ascending: false }), [6, 5]);
    assert.deepEqual(await seqs(store, groupOf(9)), []);
  });

  check("the page that passes maxChars is the last row, and there is always one", async (store) => {
    await makeTopic(store, group);
    await commit(
      store,
      [],
      [4, 4, 4, 4].map((chars) => message(group, "1".repeat(chars), 1)),
    );
    for (const [maxChars, rows] of [
      [0, 1],
      [3, 1],
      [4, 2],
      [7, 2],
      [8, 3],
      [100, 4],
    ] as const) {
      assert.equal((await read(store, group, { maxChars })).length, rows, `maxChars ${maxChars}`);
    }
  });

  check("large and small messages: a page ends where it should, however it is read", async (store) => {
    await makeTopic(store, group);
    const sizes = Array.from({ length: 60 }, (_, n) => (n % 7 === 3 ? 5_000 : 1 + ((n * 37) % 90)));
    await commit(
      store,
      [],
      sizes.map((size) => message(group, "1".repeat(size), 1)),
    );
    for (const ascending of [true, false]) {
      const ordered = ascending ? sizes : sizes.toReversed();
      for (const [maxChars, limit] of [
        [100, 60],
        [1_000, 60],
        [6_000, 60],
        [20_000, 17],
        [1e9, 60],
        [1e9, 9],
        [0, 60],
      ] as const) {
        let chars = 0;
        const wanted = ordered.filter((size, n) => n < limit && chars <= maxChars && (chars += size) > 0);
        const page = await read(store, group, { ascending, maxChars, limit });
        const name = `maxChars ${maxChars}, limit ${limit}, ${ascending ? "ascending" : "descending"}`;
        assert.deepEqual(
          page.map(({ content }) => content.length),
          wanted,
          name,
        );
        const first = ascending ? 1 : 60;
        assert.deepEqual(
          page.map(({ seq }) => seq),
          wanted.map((_, n) => (ascending ? first + n : first - n)),
          name,
        );
      }
    }
  });

  check("paging by time is exact, also within one millisecond", async (store) => {
    await makeTopic(store, group);
    await publish(store, group, 500, 1_000);
    await publish(store, group, 30, 1_100);
    for (const limit of [1, 7, 32, 530]) {
      for (const ascending of [true, false]) {
        const walked = await walk(
          async (from) => read(store, group, { ...from, limit, ascending }),
          ascending,
        );
        const wanted = Array.from({ length: 530 }, (_, n) => n + 1);
        assert.deepEqual(walked, ascending ? wanted : wanted.toReversed(), `pages of ${limit}`);
      }
    }
  });
}

type Pages = (bounds: Partial<Slice>) => Promise<readonly { readonly seq: number; readonly ts: number }[]>;

/** All pages as a 0.4 client walks them: `since` the newest ts + 1, or `before` the oldest ts. */
async function walk(page: Pages, ascending: boolean): Promise<number[]> {
  const walked: number[] = [];
  let bounds: Partial<Slice> = {};
  for (;;) {
    const rows = await page(bounds);
    const last = rows.at(-1);
    if (last === undefined) return walked;
    walked.push(...rows.map(({ seq }) => seq));
    bounds = ascending ? { since: last.ts + 1 } : { before: last.ts };
  }
}
