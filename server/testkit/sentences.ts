// The sentences of transcripts: how a conversation is set up. Each does with ordinary requests what it says, insists that it succeeded,
// and lets everything that sessions received because of it be forgotten. transcripts/README.md lists them for readers.
import type { Extension } from "../src/core/extensions.ts";
import type { Actor, Body } from "./actor.ts";
import { parsePacket } from "./notation.ts";
import { toJson } from "./pattern.ts";
import type { JsonValue } from "./pattern.ts";
import { logIn, must, secretOf, textOf } from "./stage.ts";
import type { Stage } from "./stage.ts";

type Groups = Readonly<Record<string, string>>;

interface Sentence {
  readonly form: RegExp;
  /** a setting of the server, said before anybody is there */
  readonly first?: true;
  readonly act: (stage: Stage, said: Groups) => Promise<void> | void;
}

const people = "(?<people>[A-Z]\\w*(?:, [A-Z]\\w*)*(?: and [A-Z]\\w*)?)";
const init = "(?: with (?<init>\\{.*\\}))?";
/** a topic nobody is attached to has been told to be off, and was unloaded, after this time */
const quietMs = 10_000;
/** requests of one session that are under way together: fewer than the server lets wait */
const atOnce = 50;

const sentences: readonly Sentence[] = [
  {
    form: /^Groups hold (?<count>\d+) members\.$/,
    first: true,
    act: (stage, { count }) => void (stage.settings = { ...stage.settings, groupMembers: Number(count) }),
  },
  {
    form: /^Groups hold (?<count>\d+) waiting requests\.$/,
    first: true,
    act: (stage, { count }) => void (stage.settings = { ...stage.settings, groupRequests: Number(count) }),
  },
  {
    form: /^People own at most (?<count>\d+) groups\.$/,
    first: true,
    act: (stage, { count }) => void (stage.settings = { ...stage.settings, groupsPerUser: Number(count) }),
  },
  {
    form: /^Groups with a token hold (?<count>\d+) members\.$/,
    first: true,
    act: (stage, { count }) => void (stage.settings = { ...stage.settings, bearerMembers: Number(count) }),
  },
  {
    form: /^Topics are large above (?<count>\d+) members\.$/,
    first: true,
    act: (stage, { count }) => void (stage.settings = { ...stage.settings, largeTopic: Number(count) }),
  },
  {
    form: /^The extension (?<word>bearer|inbox|find) is off\.$/,
    first: true,
    act: (stage, { word }) => {
      const { off = [] } = stage.settings;
      stage.settings = { ...stage.settings, off: [...off, word as Extension] };
    },
  },
  {
    form: /^Presence is damped\.$/,
    first: true,
    act: (stage) => void (stage.settings = { ...stage.settings, limits: "damping" }),
  },
  {
    form: /^Limits hold\.$/,
    first: true,
    act: (stage) => void (stage.settings = { ...stage.settings, limits: "all" }),
  },
  { form: new RegExp(`^${people} (?:has an account|have accounts)${init}\\.$`), act: accounts },
  { form: new RegExp(`^${people} (?:is|are) here${init}\\.$`), act: here },
  { form: new RegExp(`^${people} (?:is|are) on me\\.$`), act: onMe },
  {
    form: new RegExp(`^${people} (?<how>is in|are in|owns|belongs? to) group (?<name>\\$\\w+)${init}\\.$`),
    act: group,
  },
  { form: new RegExp(`^${people} (?<how>are in|have) chat (?<name>\\$\\w+)\\.$`), act: chat },
  { form: /^(?<who>[A-Z]\w*)'s mode in (?<name>\$\w+) is (?<mode>[A-Z]+)\.$/, act: mode },
  { form: /^(?<who>[A-Z]\w*) is banned from (?<name>\$\w+)\.$/, act: ban },
  { form: /^(?<who>[A-Z]\w*) said (?<words>".*") in (?<name>\$\w+)\.$/, act: said },
  { form: /^(?<who>[A-Z]\w*) counted to (?<count>\d+) in (?<name>\$\w+)\.$/, act: counted },
  { form: /^(?<who>[A-Z]\w*) is (?<act>disabled|enabled)\.$/, act: operate },
  { form: /^(?<who>[A-Z]\w*)'s account is (?<act>deleted)\.$/, act: operate },
];

/** Perform a sentence. Throws when it is none of the list, or when the server refuses what it needs. */
export async function performSentence(stage: Stage, text: string): Promise<void> {
  for (const { form, first, act } of sentences) {
    const found = form.exec(text);
    if (found === null) continue;
    if (first === true && stage.isOpen) throw new Error("this must be said before anybody is there");
    await act(stage, found.groups ?? {});
    if (first !== true) await stage.forget();
    return;
  }
  throw new Error(`no such sentence: ${text}`);
}

function names({ people: list = "" }: Groups): readonly string[] {
  return list.split(/, | and /).map((name) => name.toLowerCase());
}

/** What is written after `with`. */
function initOf(stage: Stage, { init: text }: Groups): { readonly init?: JsonValue } {
  return text === undefined ? {} : { init: JSON.parse(toJson(parsePacket(text), stage.bindings)) };
}

async function accounts(stage: Stage, said: Groups): Promise<void> {
  const registrar = await stage.registrar();
  for (const name of names(said)) {
    const auth = [{ scheme: "basic", secret: secretOf(name) }];
    const made = must(
      await registrar.ask({ acc: { user: "new", auth, ...initOf(stage, said) } }),
      `account of ${name}`,
    );
    const { uid } = (made["params"] ?? {}) as { readonly uid?: string };
    stage.bind(`$${name}`, uid ?? "");
  }
  registrar.hangUp();
}

async function here(stage: Stage, said: Groups): Promise<void> {
  await accounts(stage, said);
  for (const name of names(said)) await logIn(stage, name);
}

async function onMe(stage: Stage, said: Groups): Promise<void> {
  for (const name of names(said)) await sub(stage.actor(name), "me");
}

async function group(stage: Stage, said: Groups): Promise<void> {
  const [owner = "", ...others] = names(said);
  const made = await sub(stage.actor(owner), "new", initOf(stage, said));
  const topic = textOf(made, "topic");
  stage.bind(said["name"] ?? "", topic);
  stage.owners.set(said["name"] ?? "", owner);
  for (const name of others) await sub(stage.actor(name), topic);
  if (said["how"]?.startsWith("belong") === true) await quiet(stage, [owner, ...others], topic);
}

async function chat(stage: Stage, said: Groups): Promise<void> {
  const [first = "", second = ""] = names(said);
  const made = await sub(stage.actor(first), stage.bound(`$${second}`));
  const topic = textOf(made, "topic");
  stage.bind(said["name"] ?? "", topic);
  await sub(stage.actor(second), topic);
  if (said["how"] === "have") await quiet(stage, [first, second], topic);
}

async function quiet(stage: Stage, members: readonly string[], topic: string): Promise<void> {
  for (const name of members) must(await stage.actor(name).ask({ leave: { topic } }), `${name} leaves`);
  await stage.pass(quietMs);
}

/** The owner gives it, the person wants it. */
async function mode(stage: Stage, { who = "", name = "", mode: letters = "" }: Groups): Promise<void> {
  const user = who.toLowerCase();
  const topic = stage.bound(name);
  const owner = stage.actor(stage.owners.get(name) ?? "");
  const given = { user: stage.bound(`$${user}`), mode: letters };
  must(await owner.ask({ set: { topic, what: "sub", sub: given } }), `${letters} for ${user}`);
  must(
    await stage.actor(user).ask({ set: { topic, what: "sub", sub: { mode: letters } } }),
    `${user} wants ${letters}`,
  );
}

async function ban(stage: Stage, { who = "", name = "" }: Groups): Promise<void> {
  const owner = stage.actor(stage.owners.get(name) ?? "");
  const given = { user: stage.bound(`$${who.toLowerCase()}`), mode: "X" };
  must(await owner.ask({ set: { topic: stage.bound(name), what: "sub", sub: given } }), `ban of ${who}`);
}

/** One message a second; `$t1`, `$t2` … are their times. */
async function said(stage: Stage, { who = "", words = "", name = "" }: Groups): Promise<void> {
  const actor = stage.actor(who.toLowerCase());
  const topic = stage.bound(name);
  const attached = must(await actor.ask({ sub: { topic } }), `${who} attaches`);
  for (const [word] of words.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
    await stage.pass(1_000);
    const taken = must(await actor.ask({ pub: { topic, content: JSON.parse(word) } }), `${who} says ${word}`);
    stage.bind(nextTime(stage), textOf(taken, "ts"));
  }
  if (attached["code"] !== 304) must(await actor.ask({ leave: { topic } }), `${who} leaves`);
  await stage.pass(1_000);
}

/** The numbers from 1, one message each, all at one time of the clock. Must be attached. */
async function counted(stage: Stage, { who = "", count = "", name = "" }: Groups): Promise<void> {
  const actor = stage.actor(who.toLowerCase());
  const topic = stage.bound(name);
  const numbers = Array.from({ length: Number(count) }, (_, at) => at + 1);
  for (let from = 0; from < numbers.length; from += atOnce) {
    const some = numbers.slice(from, from + atOnce);
    const answers = await Promise.all(some.map((content) => actor.ask({ pub: { topic, content } })));
    for (const answer of answers) must(answer, `${who} counts`);
  }
}

function nextTime(stage: Stage): string {
  let count = 1;
  while (stage.bindings.has(`$t${count}`)) count++;
  return `$t${count}`;
}

async function operate(stage: Stage, { who = "", act = "" }: Groups): Promise<void> {
  const house = await stage.house();
  await stage.rest();
  await house.operate(
    act === "disabled" ? "disable" : act === "enabled" ? "enable" : "delete",
    who.toLowerCase(),
  );
}

async function sub(actor: Actor, topic: string, more: { readonly init?: JsonValue } = {}): Promise<Body> {
  const body = must(await actor.ask({ sub: { topic, ...more } }), `${actor.name} attaches to ${topic}`);
  if (body["code"] !== 200)
    throw new Error(`${actor.name} attaches to ${topic}: answered ${JSON.stringify(body)}`);
  return body;
}
