// A thread that hashes passwords, at the lowest priority: a hash takes 30 ms of a core, and sessions must not feel it where there is one core
// for both.
import { argon2Sync, type Argon2Parameters } from "node:crypto";
import { setPriority, constants } from "node:os";
import { parentPort } from "node:worker_threads";

export type HashAnswer = { readonly tag: Uint8Array } | { readonly error: string };

// Linux has a priority for each thread; elsewhere this would be the priority of the server
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_LOW);
parentPort?.on("message", (parameters: Argon2Parameters) => {
  parentPort?.postMessage(hash(parameters));
});

function hash(parameters: Argon2Parameters): HashAnswer {
  try {
    return { tag: argon2Sync("argon2id", parameters) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
