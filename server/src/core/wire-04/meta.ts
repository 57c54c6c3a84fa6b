// {meta}: the description of a topic and lists of subscriptions (spec: 0.4 §3.3).
// What a viewer may see was decided before; here an absent part of a view is an absent member.
import { formatMode04 } from "../access/mode.ts";
import type { Time } from "../time.ts";
import { formatTime } from "../time.ts";
import type { Event, FoundView, InfoView, SubView } from "../vocabulary.ts";
import { formatName } from "./name.ts";

export type Meta = Extract<Event, { readonly event: "meta" }>;

export function encodeMeta(meta: Meta): string {
  let text = '{"meta":{';
  if (meta.id !== undefined) text += `"id":${JSON.stringify(meta.id)},`;
  text += `"topic":${JSON.stringify(labelOf(meta.label))},"ts":"${formatTime(meta.at)}"`;
  if (meta.info !== undefined) text += `,"info":${encodeInfo(meta.info)}`;
  if (meta.sub !== undefined && meta.sub.length > 0) text += `,"sub":[${meta.sub.map(encodeSub).join(",")}]`;
  if (meta.found !== undefined) text += `,"sub":[${meta.found.map(encodeFound).join(",")}]`;
  return `${text}}}`;
}

function encodeFound({ user, topic, updated, public: about, tags }: FoundView): string {
  const members = [
    user === undefined ? `"topic":"${topic ?? ""}"` : `"user":"${user}"`,
    time("updated", updated),
  ];
  if (about !== undefined) members.push(`"public":${about}`);
  return `{${[...members, `"tags":${JSON.stringify(tags)}`].join(",")}}`;
}

/** A label is a name as the client sent it, or one of ours, of which `me:usr…` has another form here. */
function labelOf(label: string): string {
  return label.startsWith("me:") ? "me" : label;
}

/** `name` only for a topic that has one of its own: a client would take it for the name of `me` (spec: 0.4 §9.1). */
function encodeInfo(info: InfoView): string {
  const members = [time("created", info.created), time("updated", info.updated)];
  if (info.name !== undefined && formatName(info.name) !== "me") members.unshift(`"name":"${info.name}"`);
  if (info.defacs !== undefined)
    members.push(`"defacs":${modes("auth", info.defacs.auth, "anon", info.defacs.anon)}`);
  if (info.acs !== undefined) members.push(`"acs":${modes("want", info.acs.want, "given", info.acs.given)}`);
  if (info.bearer !== undefined) members.push(encodeBearer(info.bearer));
  if (info.tags !== undefined) members.push(`"tags":${JSON.stringify(info.tags)}`);
  if (info.members !== undefined) members.push(`"members":${info.members}`);
  if (info.online !== undefined) members.push(`"online":${info.online}`);
  return `{${[...members, ...encodeShared(info)].join(",")}}`;
}

function encodeBearer({ mode, updated, token }: NonNullable<InfoView["bearer"]>): string {
  const secret = token === undefined ? "" : `,"token":"${token}"`;
  return `"bearer":{"mode":"${formatMode04(mode)}",${time("updated", updated)}${secret}}`;
}

function encodeSub(sub: SubView): string {
  const members: string[] = [];
  if (sub.user !== undefined) members.push(`"user":"${sub.user}"`);
  if (sub.topic !== undefined) members.push(`"topic":"${formatName(sub.topic)}"`);
  if (sub.with !== undefined) members.push(`"with":"${sub.with}"`);
  members.push(time("updated", sub.updated), `"mode":"${formatMode04(sub.mode)}"`);
  if (sub.online !== undefined) members.push(`"online":"${sub.online ? "on" : "off"}"`);
  if (sub.unread !== undefined) members.push(`"unread":${sub.unread}`);
  if (sub.last !== undefined) members.push(`"last":${encodeLast(sub.last)}`);
  return `{${[...members, ...encodeShared(sub)].join(",")}}`;
}

function encodeLast({ ts, from, content }: NonNullable<SubView["last"]>): string {
  const sender = from === undefined ? "" : `,"from":"${from}"`;
  return `{${time("ts", ts)}${sender},${content === undefined ? '"cut":true' : `"content":${content}`}}`;
}

/** What descriptions and list entries have in common. */
function encodeShared(view: InfoView | SubView): string[] {
  const members: string[] = [];
  if (view.lastTs !== undefined) members.push(time("lastMsg", view.lastTs));
  if (view.public !== undefined) members.push(`"public":${view.public}`);
  if (view.private !== undefined) members.push(`"private":${view.private}`);
  if (view.seen !== undefined) {
    const tag = view.seen.tag ? `,"tag":${JSON.stringify(view.seen.tag)}` : "";
    members.push(`"seen":{${time("when", view.seen.when)}${tag}}`);
  }
  if (view.seenTag !== undefined) members.push(time("seenTag", view.seenTag));
  return members;
}

function time(name: string, at: Time): string {
  return `"${name}":"${formatTime(at)}"`;
}

function modes(first: string, a: number, second: string, b: number): string {
  return `{"${first}":"${formatMode04(a)}","${second}":"${formatMode04(b)}"}`;
}
