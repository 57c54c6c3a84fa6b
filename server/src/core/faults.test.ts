import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { answers, faults, refuse } from "./faults.ts";
import type { Row } from "./faults.ts";

/** spec: 0.4 §1.7, extensions §2; without 410, which is never sent. Names that share code and text stand once. */
const fromSpec = `
  200 ok|200 OK|201 created|202 message accepted for delivery|205 evicted from topic
  304 already subscribed|304 not joined
  400 malformed message
  401 authentication required|401 authentication failed|401 unknown or missing authentication scheme
  403 access denied|403 Valid API key is required|403 Invalid or expired session id
  404 topic not found|404 user not found or offline
  409 already authenticated|409 duplicate credential|409 must attach first|409 key already used
  409 command out of sequence
  422 too many subscribers
  500 internal error|501 not implemented|503 try again later`;

suite("answers and refusals", () => {
  test("are those of the specification, no more and no fewer", () => {
    const rows: Row[] = [...Object.values(answers), ...Object.values(faults)];
    const ours = new Set(rows.map(({ code, text }) => `${code} ${text}`));
    const theirs = fromSpec
      .trim()
      .split(/[|\n]/)
      .map((line) => line.trim());
    assert.deepEqual([...ours].toSorted(), theirs.toSorted());
  });

  test("a refusal is an error code, an answer is not", () => {
    for (const [name, { code }] of Object.entries(faults)) assert.ok(code >= 400 && code < 600, name);
    for (const [name, { code }] of Object.entries(answers)) assert.ok(code >= 200 && code < 400, name);
  });

  test("every cause is a sentence for the manual", () => {
    for (const [name, { cause }] of [...Object.entries(faults), ...Object.entries(answers)]) {
      assert.match(cause, /^[A-Z].*\.$/, name);
    }
  });

  test("a refusal carries a detail only if there is one", () => {
    assert.deepEqual(refuse("malformed"), { fault: "malformed" });
    assert.deepEqual(refuse("malformed", "id must be a string"), {
      fault: "malformed",
      detail: "id must be a string",
    });
  });
});
