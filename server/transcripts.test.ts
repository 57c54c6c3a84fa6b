// Runs every conversation of transcripts/ on each rig, and checks that together they cover the rows of the specification.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { play } from "./testkit/play.ts";
import { longpollRig, memoryRig, websocketRig } from "./testkit/rig.ts";
import { rows } from "./testkit/rows.ts";
import { parseTranscripts } from "./testkit/transcript.ts";

const folder = new URL("../transcripts/", import.meta.url);
const conversations = readdirSync(folder)
  .filter((name) => name.endsWith(".txt"))
  .toSorted()
  .flatMap((name) => parseTranscripts(`transcripts/${name}`, readFileSync(new URL(name, folder), "utf8")));

for (const rig of [memoryRig, websocketRig, longpollRig]) {
  suite(`transcripts, ${rig.name}`, { concurrency: 4 }, () => {
    for (const conversation of conversations) {
      const { file, line, title, rigs } = conversation;
      if (rigs.length > 0 && !rigs.includes(rig.name)) continue;
      test(`${file}:${line} ${title}`, () => play(rig, conversation));
    }
  });
}

test("every required row of the specification is covered, and every covered row is one", () => {
  const covered = new Set(conversations.flatMap(({ covers }) => covers));
  const missing = [...rows].filter((row) => !covered.has(row));
  const unknown = [...covered].filter((row) => !rows.has(row));
  assert.deepEqual({ missing, unknown }, { missing: [], unknown: [] });
});
