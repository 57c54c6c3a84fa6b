// The operator's orders by name, each written once: while the server runs they come over its admin listener, else the command performs
// them itself on the opened store. Both ways end in the same `Operator`, that is in the same rules (S-30, S-31).
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, isAbsolute } from "node:path";
import { faults, type FaultName } from "../core/faults.ts";
import { parseUserId } from "../core/ids.ts";
import { formatTime } from "../core/time.ts";
import { Unavailable, type Store } from "../ports/store.ts";
import type { Operator, OperatorAnswer } from "../runtime/operator.ts";
import { messageOf } from "./data-folder.ts";

/** What an order works on. */
export interface OrderParts {
  readonly operator: Operator;
  readonly store: Store;
  /** reasons for not taking traffic */
  readonly trouble: () => readonly string[];
}

/** `detail` is for people; everything else an answer has depends on the order. */
export type Answer =
  | ({ readonly ok: true } & Readonly<Record<string, unknown>>)
  | { readonly ok: false; readonly fault: string; readonly detail: string };

/** Members of the JSON body, not yet looked at. */
export type Asked = Readonly<Record<string, unknown>>;

type Order = (parts: OrderParts, asked: Asked) => Promise<Answer>;

/** The body does not say what the order needs. */
class BadOrder extends Error {
  override readonly name = "BadOrder";
}

const states = ["disable", "enable", "delete"] as const;
const listPage = 500;

export const orders = {
  "user/add": async ({ operator }, asked) => {
    const shown = optional(asked, "public");
    return told(
      await operator.createAccount({
        name: text(asked, "name"),
        password: text(asked, "password"),
        ...(shown === undefined ? {} : { public: shown }),
      }),
    );
  },
  "user/passwd": async ({ operator }, asked) =>
    told(await operator.setPassword(text(asked, "name"), text(asked, "password"))),
  "user/state": async ({ operator }, asked) => {
    const act = states.find((state) => state === asked["act"]);
    if (act === undefined) throw new BadOrder(`act must be one of ${states.join(", ")}`);
    return told(await operator.setState(text(asked, "name"), act));
  },
  "user/list": async ({ operator }, asked) => {
    const after = optional(asked, "after");
    const from = after === undefined ? undefined : parseUserId(after);
    if (after !== undefined && from === undefined) throw new BadOrder("after must be a user id");
    const users = await operator.list(from, listPage);
    return {
      ok: true,
      users: users.map((user) => ({ ...user, created: formatTime(user.created) })),
      more: users.length === listPage,
    };
  },
  "token/issue": async ({ operator }, asked) => {
    const expiresInMs = asked["expiresInMs"];
    if (typeof expiresInMs !== "number" || !Number.isSafeInteger(expiresInMs) || expiresInMs <= 0) {
      throw new BadOrder("expiresInMs must be a number of ms above 0");
    }
    const answer = await operator.issueToken(text(asked, "name"), expiresInMs);
    if (!answer.ok || answer.expires === undefined) return told(answer);
    return told({ ...answer, expires: formatTime(answer.expires) });
  },
  backup: async ({ store }, asked) => {
    const file = text(asked, "file");
    await refuseTarget(file);
    await store.backup(file);
    return { ok: true, file, bytes: (await stat(file)).size };
  },
  health: async ({ store, trouble }) => ({ ok: true, trouble: trouble(), newest: await store.newest() }),
} as const satisfies Readonly<Record<string, Order>>;

export type OrderName = keyof typeof orders;

export const orderNames = Object.keys(orders) as readonly OrderName[];

/** Performs an order; what goes wrong on the way is an answer too, except a bug. */
export async function perform(parts: OrderParts, name: OrderName, asked: unknown): Promise<Answer> {
  const order: Order = orders[name];
  try {
    if (typeof asked !== "object" || asked === null || Array.isArray(asked))
      throw new BadOrder("the body must be an object");
    return await order(parts, asked as Asked);
  } catch (error) {
    if (error instanceof BadOrder) return { ok: false, fault: "malformed", detail: error.message };
    if (error instanceof Unavailable) {
      return {
        ok: false,
        fault: "storage",
        detail: `${error.message}. Try again; natter doctor looks for the cause`,
      };
    }
    throw error;
  }
}

/** HTTP status of an answer. */
export function statusOf(answer: Answer): number {
  if (answer.ok) return 200;
  return Object.hasOwn(faults, answer.fault) ? faults[answer.fault as FaultName].code : 400;
}

function told(answer: OperatorAnswer & Readonly<Record<string, unknown>>): Answer {
  if (answer.ok) return { ...answer, ok: true };
  return { ok: false, fault: answer.fault, detail: answer.detail ?? faults[answer.fault].cause };
}

async function refuseTarget(file: string): Promise<void> {
  if (!isAbsolute(file)) throw new BadOrder("file must be an absolute path");
  const isTaken = await stat(file).then(
    () => true,
    () => false,
  );
  if (isTaken) throw new BadOrder(`${file} exists already. Try another name`);
  try {
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    throw new BadOrder(`${dirname(file)} cannot be written (${messageOf(error)}). Try another folder`);
  }
}

function text(asked: Asked, name: string): string {
  const value = asked[name];
  if (typeof value !== "string" || value === "")
    throw new BadOrder(`${name} must be a text that is not empty`);
  return value;
}

function optional(asked: Asked, name: string): string | undefined {
  return asked[name] === undefined ? undefined : text(asked, name);
}
