// The way to the data: through the admin listener of the server that runs on the folder, else by opening the store here.
// The secret goes only to a listener that has proved to know it: a dead server's port may have been taken by somebody else's program.
import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { proofOf } from "../runtime/admin.ts";
import { silentLog } from "../runtime/log.ts";
import { createServer } from "../runtime/server.ts";
import { buildStamp } from "./build.ts";
import {
  adminSecretOf,
  CannotStart,
  existingFolder,
  messageOf,
  readAdminAddress,
  keysOf,
  useFolder,
  type DataFolder,
} from "./data-folder.ts";
import { perform, type Answer, type OrderName } from "./orders.ts";
import type { Config } from "./options.ts";
import { createCrypto, createPasswordScheme, createStore, systemClock } from "./parts.ts";
import { settingsOf } from "./settings-of.ts";

export interface Reach {
  /** a server runs on the folder, and it performs the orders */
  readonly isRunning: boolean;
  order(name: OrderName, asked: object): Promise<Answer>;
  close(): Promise<void>;
}

const helloMs = 2_000;
const orderMs = 10 * 60_000;
const drainMs = 5_000;

/** `make`: the folder is made when there is none. @throws CannotStart, CannotOpen */
export async function reach(config: Config, { make }: { make: boolean }): Promise<Reach> {
  const folder = make ? useFolder(config.data) : existingFolder(config.data);
  return (await reachServer(folder)) ?? (await openHere(folder, config));
}

/** undefined when no server of this folder answers. */
export async function reachServer(folder: DataFolder): Promise<Reach | undefined> {
  const address = readAdminAddress(folder);
  if (address === undefined) return undefined;
  const secret = adminSecretOf(folder);
  if (!(await knowsSecret(address.url, secret))) return undefined;
  return {
    isRunning: true,
    async order(name, asked) {
      const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
      const { text } = await ask(`${address.url}/${name}`, "POST", headers, JSON.stringify(asked), orderMs);
      return JSON.parse(text) as Answer;
    },
    close: () => Promise.resolve(),
  };
}

async function knowsSecret(url: string, secret: string): Promise<boolean> {
  const nonce = randomBytes(18).toString("base64url");
  try {
    const { text } = await ask(`${url}/hello`, "GET", { "x-natter-nonce": nonce }, "", helloMs);
    const answer = JSON.parse(text) as { proof?: unknown };
    return answer.proof === proofOf(secret, nonce);
  } catch {
    return false;
  }
}

async function openHere(folder: DataFolder, config: Config): Promise<Reach> {
  const store = createStore(folder.database, silentLog);
  await store.open();
  const server = createServer({
    store,
    clock: systemClock,
    crypto: createCrypto(keysOf(folder).server),
    passwords: createPasswordScheme(config),
    settings: settingsOf(config, buildStamp),
    log: silentLog,
  });
  await server.start();
  return {
    isRunning: false,
    order: (name, asked) =>
      perform(
        { operator: server.operator, store, trouble: () => [...server.trouble(), ...server.warnings()] },
        name,
        asked,
      ),
    async close() {
      await server.drain(drainMs);
      await store.close();
    },
  };
}

/** An agent of our own: no proxy of the environment gets to see the secret. */
const agent = new Agent({ keepAlive: false });

function ask(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  withinMs: number,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent, timeout: withinMs }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.on("error", (error) => {
      reject(
        new CannotStart(
          `The running server does not answer (${messageOf(error)}). Try again, or look at its log`,
        ),
      );
    });
    asked.end(body);
  });
}
