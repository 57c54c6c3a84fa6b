// {ctrl}: the answer to a request, and the notice that a session lost a topic (spec: 0.4 §3.1, §1.7).
// Texts and codes are those of core/faults.ts; why exactly a request was refused stands in `params.detail`.
import { answers, faults } from "../faults.ts";
import type { TopicName } from "../ids.ts";
import type { Time } from "../time.ts";
import { formatSeconds, formatTime } from "../time.ts";
import { formatMode04 } from "../access/mode.ts";
import type { AnswerFacts, Reply } from "../vocabulary.ts";
import { formatName } from "./name.ts";

/** The members of a {ctrl}; `params` are the ready-made members of that object. */
export interface Ctrl {
  readonly id?: string | undefined;
  readonly topic?: string | undefined;
  readonly code: number;
  readonly text: string;
  readonly params?: readonly string[];
  readonly at: Time;
}

export function encodeCtrl(ctrl: Ctrl): string {
  let text = '{"ctrl":{';
  if (ctrl.id !== undefined) text += `"id":${JSON.stringify(ctrl.id)},`;
  if (ctrl.topic !== undefined) text += `"topic":${JSON.stringify(ctrl.topic)},`;
  text += `"code":${ctrl.code},"text":${JSON.stringify(ctrl.text)},`;
  if (ctrl.params !== undefined && ctrl.params.length > 0) text += `"params":{${ctrl.params.join(",")}},`;
  return `${text}"ts":"${formatTime(ctrl.at)}"}}`;
}

/** The one answer to the request `id`, at the time of the request unless the reply has its own. */
export function encodeAnswer(id: string | undefined, reply: Reply, at: Time): string {
  if ("fault" in reply) {
    const params = reply.detail === undefined ? [] : [`"detail":${JSON.stringify(reply.detail)}`];
    const { code, text } = faults[reply.fault];
    return encodeCtrl({ id, topic: reply.topic, code, text, params, at });
  }
  const { code, text } = answers[reply.answer];
  const params = reply.facts === undefined ? [] : encodeFacts(reply.facts);
  return encodeCtrl({ id, topic: reply.topic, code, text, params, at: reply.at ?? at });
}

/** Unsolicited: the session is no longer attached. */
export function encodeEvicted(topic: TopicName, at: Time): string {
  const { code, text } = answers.evicted;
  return encodeCtrl({ topic: formatName(topic), code, text, at });
}

function encodeFacts(facts: AnswerFacts): string[] {
  const params: string[] = [];
  if (facts.name !== undefined || facts.bearer !== undefined) params.push(encodeNew(facts));
  if (facts.account !== undefined) params.push(encodeAccount(facts.account));
  if (facts.login !== undefined) params.push(encodeLogin(facts.login));
  if (facts.repeat) params.push('"repeat":true');
  if (facts.count !== undefined) params.push(`"what":"data","count":${facts.count}`);
  if (facts.found !== undefined) params.push(`"what":"sub","count":${facts.found}`);
  return params;
}

/** What the topic got by the request: its name, its token. */
function encodeNew({ name, bearer }: AnswerFacts): string {
  const info: string[] = [];
  if (name !== undefined) info.push(`"name":"${formatName(name)}"`);
  if (bearer !== undefined)
    info.push(`"bearer":{"mode":"${formatMode04(bearer.mode)}","token":"${bearer.token}"}`);
  return `"info":{${info.join(",")}}`;
}

function encodeAccount({ user, private: note }: NonNullable<AnswerFacts["account"]>): string {
  const { auth, anon } = user.defacs;
  let info = `"created":"${formatTime(user.created)}","updated":"${formatTime(user.updated)}"`;
  info += `,"defacs":{"auth":"${formatMode04(auth)}","anon":"${formatMode04(anon)}"}`;
  if (user.public !== undefined) info += `,"public":${user.public}`;
  if (note !== undefined) info += `,"private":${note}`;
  return `"uid":"${user.id}","info":{${info}}`;
}

/** `expires` has whole seconds: an old client can read nothing else (spec: 0.4 §2.2). */
function encodeLogin({ user, token, expires }: NonNullable<AnswerFacts["login"]>): string {
  return `"uid":"${user}","token":${JSON.stringify(token)},"expires":"${formatSeconds(expires)}"`;
}
