// The data folder on a real disk: who may read what, and what is said when it cannot be used.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  adminSecretOf,
  CannotStart,
  existingFolder,
  keysOf,
  openToOthers,
  readAdminAddress,
  removeAdminAddress,
  useFolder,
  writeAdminAddress,
} from "./data-folder.ts";

function place(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "natter-folder-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("the first use makes the folder and its secrets, for the owner alone; the next finds them", (t) => {
  const path = join(place(t), "deep", "natter-data");
  const folder = useFolder(path);
  assert.equal(folder.isNew, true);
  const keys = keysOf(folder);
  const secret = adminSecretOf(folder);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  for (const name of readdirSync(path)) assert.equal(statSync(join(path, name)).mode & 0o777, 0o600, name);
  assert.deepEqual(readdirSync(path).toSorted(), ["admin.secret", "keys.json"]);
  assert.equal(Buffer.from(keys.server, "base64url").length, 32);
  const again = useFolder(path);
  assert.equal(again.isNew, false);
  assert.deepEqual(keysOf(again), keys);
  assert.equal(adminSecretOf(again), secret);
});

test("two folders have different secrets", (t) => {
  const path = place(t);
  const [one, other] = [useFolder(join(path, "1")), useFolder(join(path, "2"))];
  assert.notEqual(keysOf(one).server, keysOf(other).server);
  assert.notEqual(adminSecretOf(one), adminSecretOf(other));
});

const says = (part: string) => (error: unknown) =>
  error instanceof CannotStart && error.message.includes(part) && error.message.includes("Try ");

test("a file in the place of the folder, or above it", (t) => {
  const path = join(place(t), "file");
  writeFileSync(path, "x");
  assert.throws(() => useFolder(path), says("there is a file in its place"));
  assert.throws(() => useFolder(join(path, "below")), says("there is a file in its place"));
});

test("broken secrets are named and not replaced", (t) => {
  const folder = useFolder(place(t));
  writeFileSync(join(folder.path, "keys.json"), "{}");
  writeFileSync(join(folder.path, "admin.secret"), "short");
  assert.throws(() => keysOf(folder), says("keys.json"));
  assert.throws(() => adminSecretOf(folder), says("admin.secret"));
  assert.equal(readFileSync(join(folder.path, "keys.json"), "utf8"), "{}");
});

test("a folder without a database is no data", (t) => {
  assert.throws(() => existingFolder(place(t)), says("There is no data"));
});

test("what others may read is told", { skip: process.platform === "win32" && "no modes there" }, (t) => {
  const folder = useFolder(join(place(t), "data"));
  keysOf(folder);
  assert.deepEqual(openToOthers(folder), []);
  chmodSync(join(folder.path, "keys.json"), 0o644);
  assert.match(openToOthers(folder).join(), /keys\.json may be read by others \(mode 644\)/);
});

test("the address of the running server is left only by the one who wrote it", (t) => {
  const folder = useFolder(place(t));
  assert.equal(readAdminAddress(folder), undefined);
  writeAdminAddress(folder, { url: "http://127.0.0.1:1", pid: process.pid + 1 });
  removeAdminAddress(folder);
  assert.deepEqual(readAdminAddress(folder), { url: "http://127.0.0.1:1", pid: process.pid + 1 });
  writeAdminAddress(folder, { url: "http://127.0.0.1:2", pid: process.pid });
  removeAdminAddress(folder);
  assert.equal(readAdminAddress(folder), undefined);
  writeFileSync(join(folder.path, "admin.json"), "half");
  assert.equal(readAdminAddress(folder), undefined);
});
