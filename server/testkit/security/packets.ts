// Packets as a hostile client writes them: every message and member of the 0.4 wire, with values that fit, nearly fit, or do not fit at all,
// then here and there a byte changed. What names exist is told by the caller. The same dice make the same packets.
import type { Dice } from "../crowd.ts";
import { fields, type Fields, type Type, type Word } from "../../src/core/wire-04/fields.ts";

/** What there is to name. */
export interface Known {
  readonly users: readonly string[];
  readonly topics: readonly string[];
  readonly secrets: readonly string[];
  readonly times: readonly string[];
}

export interface Made {
  readonly text: string;
  /** its id, if it surely still has one that the server can read */
  readonly id: string | undefined;
  readonly word: Word;
  /** no JSON at all any more */
  readonly broken: boolean;
}

const words = Object.keys(fields) as readonly Word[];
/** no weight: 1 */
const weights: Readonly<Partial<Record<Word, number>>> = {
  acc: 2,
  pub: 4,
  sub: 4,
  get: 4,
  set: 4,
  leave: 2,
  del: 2,
};
const weighted = words.flatMap((word) => Array.from({ length: weights[word] ?? 1 }, () => word));

export const nasty: readonly string[] = [
  "",
  " ",
  "␡",
  "\u0000",
  "\r\n",
  "'; DROP TABLE users; --",
  '" OR 1=1',
  "%_%",
  "$..*",
  "a.*.>",
  "%s%n%x",
  "{{7*7}}",
  "${jndi:ldap://x}",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "\u202egnp",
  "\ud800",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "ﷺ",
  "x".repeat(300),
];

const junk: readonly string[] = [
  "null",
  "true",
  "false",
  "0",
  "-1",
  "1e308",
  "1e999",
  "9007199254740993",
  "[]",
  "{}",
  "[[[[]]]]",
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '""',
  '"N"',
  '"new"',
  '{"a":{"b":[1,"\\u0000",null]}}',
  "[1,2,3,{}]",
];

const modes = ["", "N", "X", "R", "RW", "RWP", "RWPS", "RWPSD", "RWPSDO", "RWPO", "O", "Q", "rw", "NR", "XR"];
const durations = ["24h", "1s", "-5h", "0", "h", "1e9h", "999999999h", "NaN", "1h30m"];
const whats = ["info", "sub", "data", "info sub", "info sub data", "sub data", "bogus", "", "device", "find"];
const plain = ["new", "me", "fnd", "grpAAAAAAAAAAAA", "grp", "usrAAAAAAAAAAA", "p2pAAAA", "!me", "sys"];
const schemes = ["basic", "token", "anonymous", "smoke"];

export function makePacket(dice: Dice, known: Known, id: string): Made {
  const word = dice.pick(weighted);
  const hasId = dice.roll() < 0.9;
  const body = objectOf(dice, known, fields[word], hasId ? id : undefined);
  const text = `{"${word}":${body}}`;
  if (dice.roll() >= 0.15) return { text, id: hasId ? id : undefined, word, broken: false };
  const changed = mutate(dice, text);
  return { text: changed, id: undefined, word, broken: !isJson(changed) };
}

function objectOf(dice: Dice, known: Known, table: Fields, id: string | undefined): string {
  const members: string[] = id === undefined ? [] : [`"id":"${id}"`];
  for (const [name, { type, required }] of Object.entries(table)) {
    if (name === "id" || dice.roll() > (required ? 0.97 : 0.5)) continue;
    members.push(`${JSON.stringify(name)}:${valueOf(dice, known, name, type)}`);
  }
  if (dice.roll() < 0.03) members.push(`${JSON.stringify(dice.pick(nasty))}:${dice.pick(junk)}`);
  return `{${members.join(",")}}`;
}

function valueOf(dice: Dice, known: Known, name: string, type: Type): string {
  if (dice.roll() < 0.04) return dice.pick(junk);
  if (typeof type !== "string") {
    if ("object" in type) return objectOf(dice, known, type.object, undefined);
    if ("objectOrDel" in type) {
      return dice.roll() < 0.2 ? '"\u2421"' : objectOf(dice, known, type.objectOrDel, undefined);
    }
    return `[${Array.from({ length: dice.int(0, 2) }, () => objectOf(dice, known, type.listOf, undefined)).join(",")}]`;
  }
  switch (type) {
    case "boolean":
      return String(dice.roll() < 0.5);
    case "count":
      return String(dice.pick([0, 1, 2, 5, 1_024, 1_025, 1.5]));
    case "time":
      return JSON.stringify(
        dice.pick([...known.times, "2015-10-06T18:07:30Z", "yesterday", "9999-12-31T23:59:59Z"]),
      );
    case "duration":
      return JSON.stringify(dice.pick(durations));
    case "mode":
    case "defaultMode":
    case "tokenMode":
      return JSON.stringify(dice.pick(modes));
    case "user":
      return JSON.stringify(dice.pick([...known.users, ...known.users, "usr", ...nasty]));
    case "words":
      return JSON.stringify(dice.pick(whats));
    case "json":
    case "payload":
      return dice.roll() < 0.5 ? dice.pick(junk) : JSON.stringify(dice.pick(nasty));
    case "tags":
      return JSON.stringify([dice.pick(["chess", "city:berlin", "basic:alice", ...nasty])]);
    case "nothing":
      return "null";
    case "string":
      return JSON.stringify(stringOf(dice, known, name));
  }
}

function stringOf(dice: Dice, known: Known, name: string): string {
  if (dice.roll() < 0.05) return dice.pick(nasty);
  if (name === "topic") return dice.pick(dice.roll() < 0.8 ? known.topics : [...known.users, ...plain]);
  if (name === "user") return dice.pick([...known.users, "new", "new", "new", "usr"]);
  if (name === "secret" && dice.roll() < 0.1) return `user${dice.int(0, 1_000)}:long-enough-1`;
  if (name === "secret") return dice.pick([...known.secrets, ...nasty]);
  if (name === "scheme") return dice.pick(schemes);
  if (name === "what") return dice.pick(["msg", "msg", "msg", "topic", "bogus"]);
  return dice.pick(["a", "phone", "k1", "k2", ...nasty]);
}

function mutate(dice: Dice, text: string): string {
  const at = dice.int(0, text.length - 1);
  const to = Math.min(text.length, at + dice.int(1, 8));
  switch (dice.int(0, 5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + dice.pick(nasty) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(to);
    case 3:
      return text.slice(0, to) + text.slice(at);
    case 4:
      return text.slice(0, at) + String.fromCharCode(dice.int(0, 0xffff)) + text.slice(at + 1);
    default:
      return dice.pick(["", "[]", "null", "{}", '{"pub":1}', `[${text}]`, `${text}${text}`, `{"a":${text}}`]);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
