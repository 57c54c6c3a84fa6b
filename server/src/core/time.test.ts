import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { formatSeconds, formatTime, parseDuration, parseRfc3339 } from "./time.ts";

const earliest = Date.parse("0000-01-01T00:00:00.000Z");
const latest = Date.parse("9999-12-31T23:59:59.999Z");
const anyTime = fc.integer({ min: earliest, max: latest });

suite("formatTime", () => {
  test("agrees with the platform for every time", () => {
    fc.assert(
      fc.property(anyTime, (time) => assert.equal(formatTime(time), new Date(time).toISOString())),
      { numRuns: 5000 },
    );
  });

  test("agrees on every day of eight centuries, leap years of all kinds among them", () => {
    for (let time = Date.parse("1600-01-01"); time < Date.parse("2401-01-01"); time += 86_400_000) {
      assert.equal(formatTime(time), new Date(time).toISOString());
    }
  });

  test("does not depend on what was formatted before", () => {
    for (const time of [0, 999, 1000, -1, 0, 59_999, 60_000, latest, earliest, 0]) {
      assert.equal(formatTime(time), new Date(time).toISOString());
    }
  });

  test("always has three fractional digits", () => {
    assert.equal(formatTime(Date.parse("2015-10-06T18:07:29Z")), "2015-10-06T18:07:29.000Z");
    assert.equal(formatTime(Date.parse("2015-10-06T18:07:29.03Z")), "2015-10-06T18:07:29.030Z");
  });

  test("what is no time is a bug of the caller", () => {
    for (const time of [0.5, Number.NaN, Infinity, latest + 1, earliest - 1]) {
      assert.throws(() => formatTime(time), RangeError);
    }
  });
});

test("formatSeconds has no fraction and rounds down", () => {
  assert.equal(formatSeconds(1_448_445_600_999), "2015-11-25T10:00:00Z");
  assert.equal(formatSeconds(-1), "1969-12-31T23:59:59Z");
});

suite("parseRfc3339", () => {
  test("reads back every time that formatTime writes", () => {
    fc.assert(fc.property(anyTime, (time) => assert.equal(parseRfc3339(formatTime(time)), time)));
  });

  test("reads any offset", () => {
    fc.assert(
      fc.property(anyTime, fc.integer({ min: -1439, max: 1439 }), (time, minutes) => {
        const local = time + minutes * 60_000;
        fc.pre(local >= earliest && local <= latest);
        const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const pad = (n: number): string => String(n).padStart(2, "0");
        const offset = `${minutes < 0 ? "-" : "+"}${pad(hour)}:${pad(minute)}`;
        assert.equal(parseRfc3339(formatTime(local).replace("Z", offset)), time);
      }),
    );
  });

  const accepted = {
    "2015-10-06T18:07:29Z": "2015-10-06T18:07:29.000Z",
    "2015-10-06T18:07:29.0Z": "2015-10-06T18:07:29.000Z",
    "2015-10-06T18:07:29.03Z": "2015-10-06T18:07:29.030Z",
    "2015-10-06T18:07:29.123456789Z": "2015-10-06T18:07:29.123Z",
    "2015-10-06T18:07:29.9999Z": "2015-10-06T18:07:29.999Z",
    "2015-10-06t18:07:29z": "2015-10-06T18:07:29.000Z",
    "2015-10-06T18:07:29-00:00": "2015-10-06T18:07:29.000Z",
    "2000-02-29T00:00:00Z": "2000-02-29T00:00:00.000Z",
    "0000-02-29T00:00:00Z": "0000-02-29T00:00:00.000Z",
    "1990-12-31T23:59:60Z": "1991-01-01T00:00:00.000Z",
    "1990-12-31T23:59:60.5Z": "1991-01-01T00:00:00.500Z",
    "1990-12-31T15:59:60-08:00": "1991-01-01T00:00:00.000Z",
  };
  for (const [text, time] of Object.entries(accepted)) {
    test(text, () => assert.equal(parseRfc3339(text), Date.parse(time)));
  }

  const refused = [
    "",
    "2015-10-06",
    "2015-10-06 18:07:29Z",
    "2015-10-06T18:07Z",
    "2015-10-06T18:07:29",
    "2015-10-06T18:07:29.Z",
    "2015-10-06T18:07:29,5Z",
    "2015-10-06T18:07:29.1234567890Z",
    "2015-10-06T18:07:29+0100",
    "2015-10-06T18:07:29+24:00",
    "2015-10-06T18:07:29+01:60",
    "2015-00-06T18:07:29Z",
    "2015-13-06T18:07:29Z",
    "2015-10-00T18:07:29Z",
    "2015-04-31T18:07:29Z",
    "2015-02-29T18:07:29Z",
    "1900-02-29T18:07:29Z",
    "2015-10-06T24:00:00Z",
    "2015-10-06T18:60:00Z",
    "2015-10-06T18:07:60Z",
    "1990-12-31T23:59:61Z",
    "1990-12-31T23:59:60-08:00",
    "9999-12-31T23:59:59-01:00",
    "9999-12-31T23:59:60Z",
    "0000-01-01T00:00:00+01:00",
    "+2015-10-06T18:07:29Z",
    " 2015-10-06T18:07:29Z",
    "2015-10-06T18:07:29Z\n",
    "٢٠١٥-10-06T18:07:29Z",
  ];
  for (const text of refused) {
    test(`refused: ${JSON.stringify(text)}`, () => assert.equal(parseRfc3339(text), undefined));
  }
});

suite("parseDuration", () => {
  const accepted = {
    "0": 0,
    "-0": 0,
    "+0": 0,
    "0s": 0,
    "-0s": 0,
    "5s": 5000,
    "+5s": 5000,
    "-5s": -5000,
    "1h30m": 5_400_000,
    "1h1h": 7_200_000,
    "30m1h": 5_400_000,
    "24h": 86_400_000,
    "1.5h": 5_400_000,
    ".5s": 500,
    "5.s": 5000,
    "-1.5s": -1500,
    "300ms": 300,
    "1m1ms": 60_001,
    "12us": 0.012,
    "12µs": 0.012,
    "12μs": 0.012,
    "500000000ns": 500,
    "0000000000000000000000001s": 1000,
    "2562047h47m16.854s": 9_223_372_036_854,
    "-2562047h47m16.854s": -9_223_372_036_854,
  };
  for (const [text, ms] of Object.entries(accepted)) {
    test(text, () => {
      const found = parseDuration(text);
      assert.ok(found !== undefined && Math.abs(found - ms) < 1e-9, `${found}`);
      assert.ok(!Object.is(found, -0));
    });
  }

  const refused = [
    ..."+ - . s h 1 -1 1.5 .s 1.2.3s 1x 1S 1d 1hh 1h30 1e3s 0x1s Infinity NaN --1s +-1s".split(" "),
    ..."1s- 1,5s ٣s 2562048h 99999999999999999999s".split(" "),
    "",
    " 1s",
    "1s ",
    "1 s",
    "1s\n",
    "1h ".repeat(3),
    `${"9".repeat(400)}s`,
  ];
  for (const text of refused) {
    test(`refused: ${JSON.stringify(text)}`.slice(0, 60), () => assert.equal(parseDuration(text), undefined));
  }

  test("a sum of parts is the sum of their values", () => {
    const units = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
    const part = fc.tuple(fc.nat(1000), fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const text = parts.map(([n, unit]) => `${n}${unit}`).join("");
        const sum = parts.reduce((ms, [n, unit]) => ms + n * units[unit], 0);
        assert.equal(parseDuration(text), sum);
      }),
    );
  });
});

test("no text makes the parsers throw", () => {
  const near = fc.string({ unit: fc.constantFrom(..."0123456789-+:.TZtz hmsuµn".split("")), maxLength: 40 });
  fc.assert(
    fc.property(fc.oneof(near, fc.string()), (text) => {
      const time = parseRfc3339(text);
      if (time !== undefined) assert.doesNotThrow(() => formatTime(time));
      const ms = parseDuration(text);
      assert.ok(ms === undefined || Number.isFinite(ms));
    }),
    { numRuns: 5000 },
  );
});
