import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { Scanner } from "./scanner.ts";

function accepts(text: string): boolean {
  const scanner = new Scanner(text);
  return scanner.value(Infinity, Infinity) && scanner.ended();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

suite("the scanner accepts what JSON.parse accepts", () => {
  // every place where a JSON reader may be too strict or too lax, each as it is and in an array
  const texts =
    String.raw`
    0|-0|1|-1|10|01|-01|00|-|+1|1.|1.0|.5|-.5|1.e1|1e1|1E1|1e+1|1e-01|1e|1e+|1e1.5|1.5e3|1e999|-1e999|0x1|1_0|1n|NaN|Infinity|-Infinity|٣
    true|false|null|True|tru|truee|nul|nulll|undefined|n|t
    ""|"a"|"|"a|a"|'a'|"a""b"|"\""|"\\"|"\\\"|"\/"|"\b\f\n\r\t"|"\a"|"\v"|"\x41"|"\0"|"\u0041"|"\u004"|"\u004g"|"\u 041"|"\U0041"|"\u"|"\
    "\ud800"|"\udc00\ud800"|"\ud83d\ude00"|"é"|"😀"|"` +
    `\ud800"|"\u2028"|"\u2029"|"\u007f"|"\u0000"|"\u001f"|"a\tb"|"a\nb"|\ufeff1|\u00a01|\v1|\f1|1\u2003` +
    String.raw`
    {}|{ }|{"a":1}|{"a":1,"a":2}|{"a":1,}|{,}|{"a"}|{"a":}|{"a"1}|{"a":1 "b":2}|{a:1}|{"a":1;"b":2}|{1:1}|{"__proto__":1}|{"a":{}}|{|}|{"|{"a
    []|[ ]|[1]|[1,2]|[1,]|[,1]|[,]|[1 2]|[1;2]|[[]]|[[],[]]|[|]|[1|[1,|[}|{]|[1}|{"a":1]|[{]}|[]]|{}}|[][]|{}{}|1 1|[]1
    //1|/*1*/1|1//|#1|1;|(1)|<!--1`;
  for (const text of texts.split(/[|\n]/).map((part) => part.replace(/^ {4}/, ""))) {
    test(JSON.stringify(text), () => {
      for (const variant of [text, `[${text}]`, `{"a":${text}}`, ` \t\r\n${text} \t\r\n`, `${text}]`]) {
        assert.equal(accepts(variant), isJson(variant), variant);
      }
    });
  }

  test("one character at a time: no beginning of a document is a document unless JSON.parse says so", () => {
    const document = String.raw` {"a\u0041\n":[1.5e-3,-0,true,false,null,{"":[]},"x",[[{}]]],"b":{}} `;
    for (let length = 0; length <= document.length; length++) {
      const text = document.slice(0, length);
      assert.equal(accepts(text), isJson(text), text);
    }
  });

  test("any JSON", () => {
    fc.assert(fc.property(fc.json({ noUnicodeString: false }), (text) => assert.ok(accepts(text))));
  });
});

suite("limits", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

  test("depth counts objects and arrays within each other", () => {
    assert.ok(new Scanner(nested(5)).value(5, 0));
    assert.ok(new Scanner("[[],[],[],[]]").value(2, 0));
    assert.ok(new Scanner("1").value(0, 0));
    const scanner = new Scanner(nested(6));
    assert.equal(scanner.value(5, 0), false);
    assert.equal(scanner.fault, "nested too deeply");
  });

  test("members are counted wherever they are", () => {
    const text = '{"a":{"b":1},"c":[{"d":2}]}';
    assert.ok(new Scanner(text).value(9, 4));
    const scanner = new Scanner(text);
    assert.equal(scanner.value(9, 3), false);
    assert.equal(scanner.fault, "too many members");
  });

  test("the depth of the stack does not grow with the depth of the text", () => {
    assert.ok(accepts(nested(1_000_000)));
  });
});

test("a fault tells where it is", () => {
  for (const [text, fault] of [
    ["[1,x]", "not JSON at character 3"],
    ['{"a":"\\x"}', "not JSON at character 6"],
    ["[1 2]", "not JSON at character 3"],
    ["[1,", "not JSON: incomplete"],
    ['"abc', "not JSON: incomplete"],
    ["", "not JSON: incomplete"],
  ] as const) {
    const scanner = new Scanner(text);
    assert.equal(scanner.value(9, 9), false);
    assert.equal(scanner.fault, fault, text);
  }
});
