// What a search costs by the number of tags in the store: a whole word, two words, the beginning of a word.
//   node bench/find.ts [largest number of accounts] [folder]
// Four tags for each account. Prints milliseconds of a search in the SQLite store; they must not grow with the number of tags once a search
// looks at as many rows as it may. Nobody has both of `even odd`: of all pairs it costs the most.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSqliteStore } from "../server/src/adapters/store-sqlite/index.ts";
import { meTopic, tenant, userId } from "../server/src/core/ids.ts";
import type { User } from "../server/src/core/state.ts";
import { parseQuery } from "../server/src/core/tags.ts";
import type { Store } from "../server/src/ports/store.ts";

const [largest = "250000", folder = tmpdir()] = process.argv.slice(2);
const one = tenant(1);
const rounds = 200;

function accountOf(n: number): User {
  const id = userId(Uint8Array.of(n & 255, (n >> 8) & 255, (n >> 16) & 255, 0, 0, 0, 0, 1));
  const tags = [`name${n}`, n % 2 === 0 ? "even" : "odd", `club${n % 1_000}`, `email:p${n}@example.org`];
  const defacs = { auth: 15, anon: 0 };
  return { id, state: "active", defacs, tags, created: 1, updated: 1, version: 0 };
}

async function add(store: Store, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 1_000) {
    const some = Array.from({ length: Math.min(1_000, to - n) }, (_, at) => accountOf(n + at));
    await Promise.all(
      some.map((user) => {
        const { defacs, created, updated } = user;
        const topic = meTopic(user.id);
        const head = { topic, kind: "me", state: "active", tags: [], cap: 1, level: "strict" } as const;
        return store.commit(
          one,
          [{ topic, version: 0 }],
          [
            { put: "topic", topic, head: { ...head, defacs, created, updated } },
            { put: "user", user },
          ],
        );
      }),
    );
  }
}

async function measure(store: Store, query: string): Promise<string> {
  const parsed = parseQuery(query) ?? [];
  const began = performance.now();
  let found = 0;
  for (let round = 0; round < rounds; round++) found = (await store.search(one, parsed, 64)).length;
  return `${query}: ${((performance.now() - began) / rounds).toFixed(3)} ms, ${found} found`;
}

const place = mkdtempSync(join(folder, "natter-bench-"));
try {
  const store = createSqliteStore({ file: join(place, "natter.db") });
  await store.open();
  let size = 0;
  for (const target of [250, 2_500, 25_000, 250_000].filter((count) => count <= Number(largest))) {
    await add(store, size, target);
    size = target;
    const results: string[] = [];
    for (const query of ["name7", "club7", "even club8", "even odd", "nam*"])
      results.push(await measure(store, query));
    console.log(`${String(4 * size).padStart(8)} tags  ${results.join("   ")}`);
  }
  await store.close();
} finally {
  rmSync(place, { recursive: true, force: true });
}
