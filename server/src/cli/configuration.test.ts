// The options table and the road from texts to values: precedence, mistakes, names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BadOptions, configure, shown, type Sources } from "./configuration.ts";
import { envOf, flagOf, optionKeys, rowOf } from "./options.ts";
import { settingsOf } from "./settings-of.ts";
import { defaultSettings } from "../runtime/settings.ts";

const none: Sources = { flags: {}, env: {} };
const file = (text: string): Sources => ({ ...none, file: { path: "natter.yaml", text } });

function problemsOf(sources: Sources): readonly string[] {
  try {
    configure(sources);
  } catch (error) {
    assert.ok(error instanceof BadOptions);
    return error.problems;
  }
  return [];
}

test("every default is a value of its kind that survives being written down", () => {
  for (const key of optionKeys) {
    const { kind, default: value } = rowOf(key);
    if (value === undefined) continue;
    assert.deepEqual(kind.parse(kind.show(value)), value, key);
  }
});

test("names of flags and of the environment are made from the key, and are unique", () => {
  assert.equal(flagOf("topics.unloadAfter"), "--topics-unload-after");
  assert.equal(envOf("topics.unloadAfter"), "NATTER_TOPICS_UNLOAD_AFTER");
  assert.equal(envOf("limits"), "NATTER_LIMITS");
  assert.equal(new Set(optionKeys.map(flagOf)).size, optionKeys.length);
  assert.equal(new Set(optionKeys.map(envOf)).size, optionKeys.length);
});

test("the defaults of the options are those of the runtime", () => {
  assert.deepEqual(settingsOf(configure(none).config, defaultSettings.build), defaultSettings);
});

test("flags go before the environment, that before the file, that before the defaults", () => {
  const all: Sources = {
    flags: { data: ["/flag"] },
    env: { NATTER_DATA: "/env", NATTER_LOG_LEVEL: "warn" },
    file: { path: "n.yaml", text: "data: /file\nlog: { level: error, format: json }\n" },
  };
  const { config, effective } = configure(all);
  const sources = Object.fromEntries(effective.map((one) => [one.key, one.source]));
  assert.equal(config.data, "/flag");
  assert.equal(config["log.level"], "warn");
  assert.equal(config["log.format"], "json");
  assert.equal(config.limits, true);
  assert.equal(sources["data"], "flag --data");
  assert.equal(sources["log.level"], "environment NATTER_LOG_LEVEL");
  assert.equal(sources["log.format"], "file n.yaml");
  assert.equal(sources["limits"], "default");
});

test("lists: a flag repeats, the environment has commas, the file a sequence", () => {
  const expected = [
    { host: "127.0.0.1", port: 1 },
    { host: "::1", port: 2 },
  ];
  assert.deepEqual(
    configure({ ...none, flags: { listen: ["127.0.0.1:1", "[::1]:2"] } }).config.listen,
    expected,
  );
  assert.deepEqual(
    configure({ ...none, env: { NATTER_LISTEN: "127.0.0.1:1, [::1]:2" } }).config.listen,
    expected,
  );
  assert.deepEqual(configure(file('listen: ["127.0.0.1:1", "[::1]:2"]')).config.listen, expected);
  assert.deepEqual(configure(file("listen: :6060")).config.listen, [{ host: "*", port: 6060 }]);
});

test("the file may nest or use dots, and `off` is a switch", () => {
  assert.equal(configure(file("limits: off")).config.limits, false);
  assert.equal(configure(file("limits: false")).config.limits, false);
  assert.equal(configure(file("topics.batch: 7")).config["topics.batch"], 7);
  assert.equal(configure(file("topics:\n  batch: 7")).config["topics.batch"], 7);
  assert.equal(configure(file("# nothing\n")).config["topics.batch"], 128);
  assert.equal(configure({ ...none, env: { NATTER_LIMITS: "off" } }).config.limits, false);
  assert.equal(configure({ ...none, env: { NATTER_LOG_LEVEL: "" } }).config["log.level"], "info");
});

const mistakes: readonly (readonly [why: string, sources: Sources, ...parts: string[]])[] = [
  ["unknown in the file", file("lsten: localhost:1"), "lsten", "file natter.yaml", 'did you mean "listen"'],
  ["unknown, nested", file("log:\n  levle: info"), "log.levle", 'did you mean "log.level"'],
  ["a whole unknown branch", file("storage:\n  engine: x"), "storage.engine", "file natter.yaml"],
  ["not for the file", file("config: other.yaml"), "config", "no such option"],
  ["unknown in the environment", { ...none, env: { NATTER_LITSEN: "x" } }, "NATTER_LITSEN", "NATTER_LISTEN"],
  ["bad port", { ...none, flags: { listen: ["localhost:99999"] } }, "listen", "flag --listen", "HOST:PORT"],
  ["no port", { ...none, flags: { listen: ["localhost"] } }, "listen", "HOST:PORT"],
  [
    "bad level",
    { ...none, env: { NATTER_LOG_LEVEL: "loud" } },
    "log.level",
    "NATTER_LOG_LEVEL",
    "debug, info",
  ],
  ["bad switch", file("limits: maybe"), "limits", "file natter.yaml", "on or off"],
  ["bad count", file("group:\n  members: -1"), "group.members", "1 to"],
  ["bad duration", file("poll.wait: 49"), "poll.wait", "49.5s"],
  ["bad rate", file("rates: { publishUser: 5 }"), "rates.publishUser", "60+5/s"],
  ["bad size", file("sessions: { maxMessage: 1GiB }"), "sessions.maxMessage", "1KiB to 128KiB"],
  ["bad mode", file("defacs: { auth: RWPO }"), "defacs.auth", "without O"],
  ["bad origin", file("origins: [example.org]"), "origins", "https://"],
  ["admin for all", { ...none, flags: { "admin.listen": ["0.0.0.0:1"] } }, "admin.listen", "loopback"],
  ["no listener", file("listen: []"), "listen", "HOST:PORT"],
  ["value is a mapping", file("data: { x: 1 }"), "data.x"],
  ["value is a list", file("data: [a, b]"), "data", "single"],
  ["not YAML", file("a: [1"), "natter.yaml"],
  ["no mapping", file("- a"), "natter.yaml", "mapping"],
  ["twice, in two ways", file("log.level: info\nlog: { level: warn }"), "log.level", "twice"],
];

for (const [why, sources, ...parts] of mistakes) {
  test(`a mistake is named: ${why}`, () => {
    const problems = problemsOf(sources);
    assert.equal(problems.length, 1, problems.join("\n"));
    for (const part of parts) assert.ok(problems[0]?.includes(part), `${problems[0]} lacks ${part}`);
  });
}

test("all mistakes are told at once", () => {
  const sources: Sources = { flags: { listen: ["x"] }, env: { NATTER_X: "1", NATTER_LIMITS: "?" } };
  assert.equal(problemsOf(sources).length, 3);
});

test("a secret is shown neither by `config show` nor by its error", () => {
  const salt = "ab".repeat(32);
  const { effective } = configure({ ...none, env: { NATTER_APIKEY_SALT: salt } });
  const entry = effective.find((one) => one.key === "apikey.salt");
  assert.ok(entry);
  assert.equal(shown(entry), "(hidden)");
  assert.ok(
    !problemsOf({ ...none, env: { NATTER_APIKEY_SALT: "planted" } })
      .join()
      .includes("planted"),
  );
});

const rates: readonly (readonly [text: string, burst: number, perSecond: number])[] = [
  ["60+5/s", 60, 5],
  ["5+1/6s", 5, 1 / 6],
  ["20+20/min", 20, 1 / 3],
  ["3+0.1/s", 3, 0.1],
];
for (const [text, burst, perSecond] of rates) {
  test(`the rate ${text}`, () => {
    const { config } = configure({ ...none, flags: { "rates.sub": [text] } });
    assert.deepEqual(config["rates.sub"], { burst, perSecond });
  });
}
