// Arbitrary JSON as text: what JSON.parse and JSON.stringify would change on the way, if anybody used them. For tests of fidelity.
import fc from "fast-check";

/** Each is valid JSON that loses something when it is parsed and written again. */
const sharp = [
  "-0",
  "0.0",
  "-0.0e+0",
  "1e400",
  "-1E-400",
  "1E5",
  "123456789012345678901234567890",
  "9007199254740993",
  "0.1000000000000000055511151231257827021181583404541015625",
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\u0000\\u001f\\u007f"',
  '"\\/\\b\\f"',
  '"\\u2028\\u2029"',
  '"\u2028\u2029"',
  '"\u2421"',
  '"\\u2421"',
  '"\\u0041\\uD83D\\ude00"',
  '"\ufeff"',
  '"é e\u0301 \u{1f469}\u200d\u{1f680}"',
  '{"a":1,"a":2,"a":{"a":3}}',
  '{"__proto__":{"x":1},"constructor":[],"":0}',
  "[ 1 ,\t2,\n 3 ]",
  '{ "b" : 1 , "a" : [ ] }',
  "[]",
  "{}",
  "true",
  "false",
  '""',
] as const;

const number = fc.stringMatching(/^-?(?:0|[1-9]\d{0,40})(?:\.\d{1,30})?(?:[eE][+-]?\d{1,4})?$/);
const escape = fc.stringMatching(/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})$/);
const plain = fc
  .string({ unit: "binary", maxLength: 12 })
  .map((text) => JSON.stringify(text.toWellFormed()).slice(1, -1));
const text = fc.array(fc.oneof(escape, plain), { maxLength: 6 }).map((parts) => `"${parts.join("")}"`);
const long = fc.integer({ min: 1_000, max: 30_000 }).map((length) => `"${"\\u00e9x".repeat(length / 7)}"`);
const space = fc.constantFrom("", "", "", " ", "\t", "\r\n");

const { value } = fc.letrec<{ value: string; array: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, fc.constantFrom(...sharp), number, text, tie("array"), tie("object")),
  array: fc
    .tuple(fc.array(tie("value"), { maxLength: 4 }), space)
    .map(([items, gap]) => `[${gap}${items.join(`${gap},`)}${gap}]`),
  object: fc
    .tuple(fc.array(fc.tuple(text, tie("value")), { maxLength: 4 }), space)
    .map(
      ([members, gap]) =>
        `{${gap}${members.map(([name, one]) => `${name}${gap}:${gap}${one}`).join(",")}${gap}}`,
    ),
}));

const deep = fc.integer({ min: 20, max: 29 }).map((depth) => `${"[".repeat(depth)}${"]".repeat(depth)}`);

/** A JSON value as text, at most 31,000 bytes. Never null, which is no content. */
export const jsonText: fc.Arbitrary<string> = fc
  .oneof({ weight: 60, arbitrary: value }, { weight: 1, arbitrary: long }, { weight: 3, arbitrary: deep })
  .filter((one) => Buffer.byteLength(one) < 31_000 && one !== "null");

export const sharpTexts: readonly string[] = sharp;
