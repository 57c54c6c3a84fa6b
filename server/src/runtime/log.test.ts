// One line per event whatever is logged, and no secret in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog, type LogLevel } from "./log.ts";

function logTo(lines: string[], format: "json" | "pretty" = "json", level: LogLevel = "debug") {
  return createLog({ level, format, write: (line) => void lines.push(line) });
}

function only(lines: readonly string[]): Record<string, unknown> {
  assert.equal(lines.length, 1);
  const [line = ""] = lines;
  assert.ok(line.endsWith("\n") && !line.slice(0, -1).includes("\n"));
  return JSON.parse(line) as Record<string, unknown>;
}

test("an event is one JSON line with level, time, facts and sentence", () => {
  const lines: string[] = [];
  logTo(lines).warn({ waiting: 3 }, "too many");
  const event = only(lines);
  assert.equal(event["level"], "warn");
  assert.equal(event["waiting"], 3);
  assert.equal(event["msg"], "too many");
  assert.match(String(event["time"]), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test("an error keeps its type, message and stack", () => {
  const lines: string[] = [];
  logTo(lines).error({ err: new RangeError("too far") }, "failed");
  const err = only(lines)["err"] as Record<string, unknown>;
  assert.equal(err["type"], "RangeError");
  assert.equal(err["message"], "too far");
  assert.match(String(err["stack"]), /log\.test\.ts/);
});

test("less important events are left out", () => {
  const lines: string[] = [];
  const log = logTo(lines, "json", "warn");
  log.debug({}, "a");
  log.info({}, "b");
  log.error({}, "c");
  assert.equal(only(lines)["msg"], "c");
});

const planted = "PLANTED";
const secrets: readonly (readonly [why: string, about: object])[] = [
  ["by name", { secret: planted, password: planted, token: planted, apikey: planted, sid: planted }],
  ["by header name", { headers: { Authorization: planted, "X-Tinode-APIKey": planted, Cookie: planted } }],
  ["deep", { a: { b: { c: { d: [{ Password: planted }] } } } }],
  ["whole branch", { credentials: [{ value: planted }] }],
  ["in a URL", { url: `/v0/channels?apikey=${planted}&id=1&sid=${planted}` }],
  ["in an error", { err: new Error(`GET /v0/channels/lp?sid=${planted} failed`) }],
  ["in the cause of an error", { err: new Error("x", { cause: { token: planted } }) }],
  ["in a map", { of: new Map([["sid", planted]]) }],
  ["bytes", { packet: Buffer.from(planted) }],
];
for (const [why, about] of secrets) {
  for (const format of ["json", "pretty"] as const) {
    test(`no secret is logged: ${why}, ${format}`, () => {
      const lines: string[] = [];
      logTo(lines, format).info(about, "something");
      assert.equal(lines.length, 1);
      assert.ok(!lines.join("").includes(planted), lines.join(""));
    });
  }
}

const breakers = [
  "a\nb",
  'a\r\n{"level":"error"}',
  "\u001b[2J\u001b]0;x\u0007",
  "\u0000",
  "\u2028",
  "\u009b31m",
  '"}',
];
for (const text of breakers) {
  test(`S-73: ${JSON.stringify(text)} stays inside its event`, () => {
    const json: string[] = [];
    logTo(json).info({ name: text, [text]: 1, err: new Error(text) }, text);
    assert.equal(only(json)["name"], text);
    const pretty: string[] = [];
    logTo(pretty, "pretty").info({ name: text, [text]: 1, err: new Error(text) }, text);
    const line = pretty.join("");
    // oxlint-disable-next-line no-control-regex
    assert.match(line, /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*\n$/);
  });
}

test("what cannot be written down does not throw", () => {
  const lines: string[] = [];
  const loop: { self?: object } = {};
  loop.self = loop;
  logTo(lines).info({ loop, big: 10n ** 20n, none: undefined, symbol: Symbol("x") }, "odd");
  assert.equal(only(lines)["big"], "100000000000000000000");
});
