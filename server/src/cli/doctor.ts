// `natter doctor`: looks at everything that a working server rests on, changes nothing, and says for each failure what to try.
// A check is a line: good, a warning, or bad; one that is bad makes the exit code 1.
import { argon2Sync } from "node:crypto";
import { statfsSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import type { DatabaseSync } from "node:sqlite";
import { inspect, type Finding as Damage } from "../adapters/store-sqlite/inspect.ts";
import { openConnection, settingsOf as databaseSettings } from "../adapters/store-sqlite/open.ts";
import { schemaVersion } from "../adapters/store-sqlite/schema.ts";
import { formatTime } from "../core/time.ts";
import { formatListen, type Listen } from "../runtime/http/listen.ts";
import { exitCodes, table } from "./command-line.ts";
import {
  adminSecretOf,
  existingFolder,
  keysOf,
  messageOf,
  openToOthers,
  type DataFolder,
} from "./data-folder.ts";
import { reach } from "./reach.ts";
import type { Run } from "./run.ts";

interface Finding {
  readonly check: string;
  readonly state: "good" | "warning" | "bad";
  readonly says: string;
}

const mebibyte = 1_048_576;
const littleSpace = 1_024 * mebibyte;
const tooLittleSpace = 64 * mebibyte;
const aheadMs = 60_000;
/** Damaged places that are named. */
const namedDamage = 100;

export async function doctor(
  run: Run,
  flags: { readonly json?: boolean; readonly deep?: boolean },
): Promise<number> {
  const findings: Finding[] = [checkPlatform()];
  const folder = checkFolder(run, findings);
  if (folder !== undefined) {
    findings.push(checkRights(folder), checkSecrets(folder), checkSpace(folder));
    findings.push(checkDatabase(folder, flags.deep === true));
  }
  const isRunning = folder !== undefined && (await checkHealth(run, findings));
  for (const at of run.config.listen) findings.push(isRunning ? await checkAnswer(at) : await checkFree(at));
  const isGood = findings.every((one) => one.state !== "bad");
  if (flags.json === true)
    run.terminal.out(`${JSON.stringify({ ok: isGood, running: isRunning, checks: findings })}\n`);
  else run.terminal.out(`${table(findings.map((one) => [one.state, one.check, one.says]))}\n`);
  return isGood ? exitCodes.done : exitCodes.failed;
}

function checkPlatform(): Finding {
  const about = `Node ${process.versions.node}, SQLite ${process.versions["sqlite"] ?? "?"}, ${process.platform}-${process.arch}`;
  try {
    argon2Sync("argon2id", {
      message: "",
      nonce: Buffer.alloc(8),
      parallelism: 1,
      tagLength: 4,
      memory: 8,
      passes: 1,
    });
    return good("platform", about);
  } catch (error) {
    return bad(
      "platform",
      `${about} has no argon2 (${messageOf(error)}). Try npm start: it runs a Node that has`,
    );
  }
}

function checkFolder(run: Run, findings: Finding[]): DataFolder | undefined {
  try {
    const folder = existingFolder(run.config.data);
    findings.push(good("data folder", folder.path));
    return folder;
  } catch (error) {
    findings.push(bad("data folder", messageOf(error)));
    return undefined;
  }
}

function checkRights(folder: DataFolder): Finding {
  const open = openToOthers(folder);
  if (open.length === 0) return good("permissions", "only the owner may read the folder and its files");
  return warning("permissions", `${open.join("; ")}. Try chmod -R go-rwx ${folder.path}`);
}

function checkSecrets(folder: DataFolder): Finding {
  try {
    keysOf(folder);
    adminSecretOf(folder);
    return good("keys", "keys.json and admin.secret are in order");
  } catch (error) {
    return bad("keys", messageOf(error));
  }
}

function checkSpace(folder: DataFolder): Finding {
  const disk = statfsSync(folder.path);
  const free = disk.bavail * disk.bsize;
  const says = `${Math.floor(free / mebibyte)} MiB free`;
  if (free < tooLittleSpace) return bad("disk", `${says}: writes are about to fail. Try to free some space`);
  return free < littleSpace ? warning("disk", `${says}. Try to free some space soon`) : good("disk", says);
}

/** A connection as the server makes it, on this file system: what reads back here is what commits rest on. */
function checkDatabase(folder: DataFolder, isDeep: boolean): Finding {
  try {
    const db = openConnection(folder.database);
    try {
      const settings = { journal_mode: "wal", ...databaseSettings(db) };
      const says = Object.entries(settings)
        .map(([name, value]) => `${name}=${value}`)
        .join(" ");
      const version = Number(databaseSettings(db)["user_version"]);
      if (version > schemaVersion) {
        return bad(
          "database",
          `${says}: written by a newer Natter (this one knows ${schemaVersion}). Try that newer version`,
        );
      }
      const damage = isDeep ? damageIn(db) : [];
      if (damage.length > 0)
        return bad("database", `damaged: ${damage.join("; ")}. Try natter restore with a backup`);
      return good("database", says);
    } finally {
      db.close();
    }
  } catch (error) {
    return bad("database", messageOf(error));
  }
}

/** What is damaged, in words: the form of the pages, then every row against its seal. The list ends somewhere, the count does not. */
function damageIn(db: DatabaseSync): readonly string[] {
  const form = db.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"];
  const found: string[] = form === "ok" ? [] : [String(form)];
  let others = 0;
  try {
    for (const one of inspect(db)) {
      if (found.length < namedDamage) found.push(inWords(one));
      else others++;
    }
  } catch (error) {
    found.push(`some of it cannot be read (${messageOf(error)})`);
  }
  return others === 0 ? found : [...found, `and ${others} more`];
}

function inWords(one: Damage): string {
  if ("text" in one) return one.text;
  const which = one.low === one.high ? `message ${one.low}` : `messages ${one.low} to ${one.high}`;
  return `${which} of ${one.topic}`;
}

/** What the server itself says, or would say; also whether one runs. */
async function checkHealth(run: Run, findings: Finding[]): Promise<boolean> {
  try {
    const way = await reach(run.config, { make: false });
    try {
      const answer = await way.order("health", {});
      findings.push(good("server", way.isRunning ? "runs" : "does not run"));
      findings.push(checkClock(Number(answer.ok ? answer["newest"] : 0)));
      const trouble = answer.ok ? (answer["trouble"] as readonly string[]) : [answer.detail];
      for (const reason of trouble) findings.push(bad("readiness", reason));
      return way.isRunning;
    } finally {
      await way.close();
    }
  } catch (error) {
    findings.push(bad("server", messageOf(error)));
    return false;
  }
}

/** A clock that is behind the newest message gives later ones the times of the future until it catches up. */
function checkClock(newest: number): Finding {
  const now = Date.now();
  if (newest <= now + aheadMs) return good("clock", formatTime(now));
  const says = `${formatTime(now)} is behind the newest message (${formatTime(newest)})`;
  return bad(
    "clock",
    `${says}: the clock is wrong now, or was when that message came. Try to synchronise it (NTP)`,
  );
}

function checkFree(at: Listen): Promise<Finding> {
  const name = `listen ${formatListen(at)}`;
  const host = at.host === "*" ? {} : { host: at.host };
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => {
      resolve(bad(name, `cannot be listened on (${messageOf(error)}). Try another --listen HOST:PORT`));
    });
    probe.listen({ port: at.port, ...host }, () => probe.close(() => resolve(good(name, "is free"))));
  });
}

function checkAnswer(at: Listen): Promise<Finding> {
  const name = `listen ${formatListen(at)}`;
  if (at.port === 0) return Promise.resolve(good(name, "any free port was taken"));
  const host = at.host === "*" ? "127.0.0.1" : at.host;
  return new Promise((resolve) => {
    const request = get({ host, port: at.port, path: "/healthz", timeout: 2_000 }, (response) => {
      response.resume();
      const isOurs = response.statusCode === 200;
      resolve(
        isOurs
          ? good(name, "answers")
          : warning(
              name,
              `answers with ${response.statusCode}; does the server listen elsewhere? Try the --listen it has`,
            ),
      );
    });
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.on("error", (error) => {
      resolve(warning(name, `does not answer (${messageOf(error)}). Try the --listen that the server has`));
    });
  });
}

function good(check: string, says: string): Finding {
  return { check, state: "good", says };
}

function warning(check: string, says: string): Finding {
  return { check, state: "warning", says };
}

function bad(check: string, says: string): Finding {
  return { check, state: "bad", says };
}
