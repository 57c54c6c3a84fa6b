// The examples of the manual, run against a real server that this test starts: a port of its own, a folder that is gone afterwards.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, posix } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readPage } from "./testkit/docs/pages.ts";

const { text: readme } = readPage("README.md");
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Ready {
  readonly event?: string;
  readonly websocket: readonly [string];
  readonly longpoll: readonly [string];
  readonly apikey: string;
}

let folder = "";
let server: Program;
let ready: Ready;
let group = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "natter-examples-"));
  server = start(process.execPath, [
    ...[here("src/cli/main.ts"), "--demo", "--listen", "localhost:0"],
    ...["--data", join(folder, "data"), "--log-format", "json"],
  ]);
  ready = JSON.parse(await lineWith(server, '"event":"ready"')) as Ready;
});

after(async () => {
  await ended(server, () => server.process.kill("SIGTERM"));
  await rm(folder, { recursive: true, force: true });
});

test("chat.mjs: two people talk in a group that one of them makes", async () => {
  const alice = chat("alice:alice123", "new");
  const made = await lineWith(alice, '"topic":"grp');
  group = /grp[\w-]{12}/.exec(made)?.[0] ?? "";
  const bob = chat("bob:bob123", group);
  await lineWith(bob, `"topic":"${group}"`);
  alice.process.stdin.write("hello bob\n");
  assert.match(await lineWith(bob, "hello bob"), /^usr[\w-]{11}: hello bob$/);
  bob.process.stdin.write("hello alice\n");
  await lineWith(alice, "hello alice");
  await Promise.all([alice, bob].map((person) => ended(person, () => person.process.stdin.end())));
});

test("chat.mjs: a refusal is printed", async () => {
  const stranger = chat("alice:wrong password", "me");
  assert.match(await lineWith(stranger, "401"), /authentication failed/);
  await ended(stranger, () => stranger.process.stdin.end());
});

test("README: register.mjs makes two accounts", async () => {
  const [, program = ""] = /`register\.mjs`.*?```js\n(.*?)```/s.exec(readme) ?? [];
  const path = join(folder, "register.mjs");
  await writeFile(path, program.replace("ws://localhost:6060/v0/channels", ready.websocket[0]));
  const registering = start(process.execPath, [path]);
  await ended(registering, () => undefined);
  const said = registering.lines.map(
    (line) => (JSON.parse(line) as { ctrl: { id?: string; code: number; params: { uid?: string } } }).ctrl,
  );
  assert.deepEqual(said.map(({ id, code }) => `${code} ${id}`).toSorted(), [
    "201 ann:blue teapot",
    "201 ben:green kettle",
    "201 undefined",
  ]);
  for (const { params } of said.slice(1)) assert.match(params.uid ?? "", /^usr[\w-]{11}$/);
});

test("README: the script that a page needs is where the package has it", () => {
  const about = JSON.parse(readPage("clients/js/package.json").text) as {
    readonly scripts: Readonly<Record<string, string>>;
    readonly exports: Readonly<Record<string, string>>;
  };
  const [, path = ""] = /`(clients\/js\/dist\/\S+)`/.exec(readme) ?? [];
  assert.equal(path, posix.join("clients/js", about.exports["./script"] ?? ""));
  assert.match(readme, new RegExp(`^<script src="${basename(path)}"></script>$`, "m"));
  assert.ok(about.scripts["build"] !== undefined && readme.includes("`npm run build -w clients/js`"));
});

/** These blocks of docs/clients/javascript.md are run, the page in a browser, by clients/js/test/recipes.test.ts. */
for (const [page, name, language] of [
  ["README.md", "chat.html", "html"],
  ["clients/js/README.md", "chat.mjs", "js"],
] as const) {
  test(`${page} shows ${name} of the manual, ten lines of JavaScript`, () => {
    const { text } = readPage("docs/clients/javascript.md");
    const [, block = ""] = text.split(`\`${name}\`:\n\n\`\`\`${language}\n`);
    const [program = ""] = block.split("```\n");
    assert.ok(readPage(page).text.includes(`\`\`\`${language}\n${program}\`\`\`\n`), `not ${name} as it is`);
    const [, script = program] = /<script type="module">\n(.*)<\/script>/s.exec(program) ?? [];
    assert.equal(script.split("\n").filter((line) => line.trim() !== "").length, 10);
  });
}

test("chat.sh: what was said before comes first, what is typed comes back", async () => {
  assert.ok(await hasCurl(), "curl is missing. As root, on Debian or Ubuntu: apt-get install curl");
  const { longpoll, apikey } = ready;
  const carol = start(
    "sh",
    [here("../docs/examples/chat.sh"), longpoll[0], "carol:carol123", group, apikey],
    {
      detached: true,
    },
  );
  await lineWith(carol, '"content":"hello bob"');
  carol.process.stdin.write("hello from curl\n");
  const line = await lineWith(carol, "hello from curl");
  assert.match(line, /^\{"data":\{"topic":"grp/);
  await ended(carol, () => stopAll(carol));
});

test("extensions.md describes the extensions that the greeting announces, and no other", async () => {
  const greeting = (await (await fetch(`${ready.longpoll[0]}?apikey=${ready.apikey}`)).json()) as {
    readonly ctrl: { readonly params: { readonly ext?: Readonly<Record<string, number>> } };
  };
  const described = [...readPage("docs/protocol/extensions.md").text.matchAll(/^## `(\w+)`$/gm)].map(
    ([, word = ""]) => word,
  );
  assert.deepEqual(described.toSorted(), Object.keys(greeting.ctrl.params.ext ?? {}).toSorted());
});

/** The shell and what it runs are a process group of their own. */
function stopAll({ process: { pid } }: Program): void {
  if (pid !== undefined) process.kill(-pid, "SIGTERM");
}

/** A program, and every line that it printed. */
interface Program {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly lines: string[];
  /** called after each line, and when the program has ended */
  changed: () => void;
  /** it has ended, and all that it printed is there */
  isOver: boolean;
}

function chat(secret: string, topic: string): Program {
  const chatting = here("../docs/examples/chat.mjs");
  return start(process.execPath, [chatting, `${ready.websocket[0]}?apikey=${ready.apikey}`, secret, topic]);
}

function start(
  command: string,
  args: readonly string[],
  options: { readonly detached?: boolean } = {},
): Program {
  const child = spawn(command, [...args], { ...options, stdio: ["pipe", "pipe", "pipe"] });
  const program: Program = { process: child, lines: [], changed: () => undefined, isOver: false };
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      program.lines.push(line);
      program.changed();
    });
  }
  child.once("close", () => {
    program.isOver = true;
    program.changed();
  });
  return program;
}

/** The first line that has these words, printed or to be printed; fails when the program ends without one. */
function lineWith(program: Program, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    program.changed = () => {
      const found = program.lines.find((line) => line.includes(words));
      if (found !== undefined) resolve(found);
      else if (program.isOver) reject(new Error(`ended without "${words}":\n${program.lines.join("\n")}`));
    };
    program.changed();
  });
}

function ended({ process: child }: Program, end: () => unknown): Promise<void> {
  return new Promise((resolve) => {
    child.once("close", () => resolve());
    end();
  });
}

function hasCurl(): Promise<boolean> {
  const child = spawn("curl", ["--version"], { stdio: "ignore" });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
}
