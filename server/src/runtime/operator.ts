// Orders of the operator (command line, admin listener). They are commands like any other: the same rules decide them, the same queues order
// them, and they hold at once for live sessions.
import type { FaultName } from "../core/faults.ts";
import { meTopic, type UserId } from "../core/ids.ts";
import { foldName } from "../core/names.ts";
import type { Json, User } from "../core/state.ts";
import { needsOf } from "../core/verbs/index.ts";
import type { Reply, TopicCommand, TopicRef } from "../core/vocabulary.ts";
import { Unavailable } from "../ports/store.ts";
import { runAlone } from "./alone.ts";
import { gather } from "./gather.ts";
import { refusalFor } from "./receive.ts";
import type { World } from "./world.ts";

export type OperatorAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly fault: FaultName; readonly detail?: string };

export interface AccountLine {
  readonly user: UserId;
  readonly name?: string;
  readonly state: User["state"];
  /** ms since the epoch */
  readonly created: number;
}

/** Orders that throw nothing: a refusal is an answer. */
export interface Operator {
  createAccount(order: {
    readonly name: string;
    readonly password: string;
    readonly public?: Json;
    readonly exempt?: boolean;
  }): Promise<OperatorAnswer & { readonly user?: UserId }>;
  setPassword(name: string, password: string): Promise<OperatorAnswer>;
  setState(name: string, act: "disable" | "enable" | "delete"): Promise<OperatorAnswer>;
  list(after?: UserId, limit?: number): Promise<readonly AccountLine[]>;
  /** a login token that holds for `expiresInMs` */
  issueToken(
    name: string,
    expiresInMs: number,
  ): Promise<OperatorAnswer & { readonly token?: string; readonly expires?: number }>;
}

export function createOperator(world: World): Operator {
  return {
    async createAccount({ name, password, public: shown, exempt }) {
      const reply = await runAlone(
        world,
        undefined,
        {
          verb: "acc",
          act: "create",
          credentials: [{ scheme: "basic", act: "set", name, password }],
          public: shown,
          exempt: exempt ?? false,
        },
        world.clock.now(),
      );
      const user = reply !== undefined && "answer" in reply ? reply.facts?.account?.user.id : undefined;
      return { ...outcomeOf(reply), ...(user !== undefined && { user }) };
    },
    setPassword: (name, password) =>
      withAccount(world, name, (user) => {
        const credentials = [{ scheme: "basic", act: "set", name, password }] as const;
        return order(world, user, { verb: "acc", act: "update", user, credentials });
      }),
    setState: (name, act) =>
      withAccount(world, name, async (user) => {
        const done = await order(world, user, { verb: "administer", act, ref: ref(user) });
        return done.ok && act === "delete" ? succeedEverywhere(world, user) : done;
      }),
    list: (after, limit = 100) => list(world, after, limit),
    issueToken: (name, expiresInMs) => issueToken(world, name, expiresInMs),
  };
}

/** Post a command to a topic as the operator and wait for its answer. */
async function order(world: World, user: UserId, command: TopicCommand): Promise<OperatorAnswer> {
  const topic = "ref" in command ? command.ref.topic : meTopic(user);
  const needs = needsOf(command, { session: "operator", attached: false, operator: true });
  const facts = await gather(world, undefined, needs);
  const reply = await new Promise<Reply | undefined>((settle) => {
    const job = {
      job: "command",
      command,
      session: undefined,
      needs,
      facts,
      at: world.clock.now(),
      settle,
    } as const;
    if (!world.topics.activate(topic).post(job)) settle({ fault: "try-later" });
  });
  return outcomeOf(reply);
}

/** Groups of a deleted account get another owner, or end (spec: 0.4 §10 row 70). Repeating it finishes what a crash interrupted. */
async function succeedEverywhere(world: World, user: UserId): Promise<OperatorAnswer> {
  const listed = await world.store.listSubscriptions(world.settings.tenant, user);
  for (const { row } of listed) {
    if (row.owner !== user) continue;
    const ref: TopicRef = { topic: row.topic, kind: row.kind, as: row.topic };
    const done = await order(world, user, { verb: "succeed", ref, user });
    if (!done.ok) return done;
  }
  return { ok: true };
}

async function withAccount(
  world: World,
  name: string,
  run: (user: UserId) => Promise<OperatorAnswer>,
): Promise<OperatorAnswer> {
  try {
    const folded = foldName(name);
    const login =
      folded === undefined ? undefined : await world.store.findLogin(world.settings.tenant, "basic", folded);
    if (login === undefined) return { ok: false, fault: "user-not-found" };
    return await run(login.user);
  } catch (error) {
    return outcomeOf(refusalFor(world, undefined, error));
  }
}

async function list(world: World, after: UserId | undefined, limit: number): Promise<readonly AccountLine[]> {
  const users = await world.store.listUsers(world.settings.tenant, after, limit);
  const lines: AccountLine[] = [];
  for (const { id, state, created } of users) {
    const [login] = await world.store.loginsOf(world.settings.tenant, id);
    lines.push({ user: id, ...(login !== undefined && { name: login.name }), state, created });
  }
  return lines;
}

async function issueToken(
  world: World,
  name: string,
  expiresInMs: number,
): Promise<OperatorAnswer & { readonly token?: string; readonly expires?: number }> {
  let token: string | undefined;
  const issued = world.clock.now();
  const expires = issued + expiresInMs;
  const done = await withAccount(world, name, async (user) => {
    const [account] = await world.store.loadUsers(world.settings.tenant, [user]);
    if (account?.state !== "active")
      return { ok: false, fault: "permission-denied", detail: "the account is not active" };
    const { newToken } = await gather(world, undefined, [{ once: "new-token" }]);
    if (newToken === undefined) throw new Unavailable("no token was drawn");
    const write = { put: "token", token: { hash: newToken.hash, user, issued, expires } } as const;
    const expects = [{ topic: meTopic(user), version: account.version }];
    const { done: how } = await world.store.commit(world.settings.tenant, expects, [write]);
    if (how !== "ok") return { ok: false, fault: "try-later" };
    token = newToken.secret;
    return { ok: true };
  });
  return token === undefined ? done : { ...done, token, expires };
}

function outcomeOf(reply: Reply | undefined): OperatorAnswer {
  if (reply === undefined || "answer" in reply) return { ok: true };
  return { ok: false, fault: reply.fault, ...(reply.detail !== undefined && { detail: reply.detail }) };
}

function ref(user: UserId): TopicRef {
  return { topic: meTopic(user), kind: "me", as: "me" };
}
