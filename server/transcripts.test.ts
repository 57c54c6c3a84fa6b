// Runs every conversation of transcripts/ on each rig, and checks that together they cover the rows of the specification.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { play } from "./testkit/play.ts";
import { longpollRig, memoryRig, websocketRig, type Rig } from "./testkit/rig.ts";
import { rows } from "./testkit/rows.ts";
import { parseTranscripts } from "./testkit/transcript.ts";

const folder = new URL("../transcripts/", import.meta.url);
const conversations = readdirSync(folder)
  .filter((name) => name.endsWith(".txt"))
  .toSorted()
  .flatMap((name) => parseTranscripts(`transcripts/${name}`, readFileSync(new URL(name, folder), "utf8")));

/** The files of extensions come last. */
function isOfExtension(file: string): boolean {
  return file >= "transcripts/22-";
}

for (const rig of [memoryRig, websocketRig, longpollRig]) {
  suite(`transcripts, ${rig.name}`, { concurrency: 4 }, () => {
    for (const conversation of conversations) {
      const { file, line, title, rigs } = conversation;
      if (rigs.length > 0 && !rigs.includes(rig.name)) continue;
      test(`${file}:${line} ${title}`, () => play(rig, conversation));
    }
  });
}

/** All that can be switched off is: the protocol without extensions must not notice (extensions-0.4 §8.1). */
const bareRig: Rig = {
  name: "memory",
  open: (settings) => memoryRig.open({ ...settings, off: ["bearer", "inbox", "find"] }),
};

suite("transcripts without extensions, memory", { concurrency: 4 }, () => {
  for (const conversation of conversations) {
    const { file, line, title, rigs } = conversation;
    if (isOfExtension(file) || (rigs.length > 0 && !rigs.includes("memory"))) continue;
    test(`${file}:${line} ${title}`, () => play(bareRig, conversation));
  }
});

test("every required row of the specification is covered, and every covered row is one", () => {
  const covered = new Set(conversations.flatMap(({ covers }) => covers));
  const missing = [...rows].filter((row) => !covered.has(row));
  const unknown = [...covered].filter((row) => !rows.has(row));
  assert.deepEqual({ missing, unknown }, { missing: [], unknown: [] });
});
