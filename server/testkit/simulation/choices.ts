// What deeds are made of: which room and whom a device means now, and requests that several deeds share.
import { p2pName, type UserId } from "../../src/core/ids.ts";
import type { Device } from "./device.ts";
import { codeOf, type Answer, type Line } from "./line.ts";
import type { Person, Room } from "./person.ts";

export function here({ dice, open }: Device, line: Line): Room | undefined {
  const attached = [...open].filter((room) => line.attached.has(room.name));
  return attached.length === 0 ? undefined : dice.pick(attached);
}

export function group(device: Device, line: Line): Room | undefined {
  const room = here(device, line);
  return room?.kind === "grp" ? room : undefined;
}

export function somebody({ dice, town, person }: Device): Person | undefined {
  const others = town.people.filter((one) => one !== person && one.uid !== "");
  return others.length === 0 ? undefined : dice.pick(others);
}

export function pairOf(one: Person, other: Person): string {
  return p2pName(one.uid as UserId, other.uid as UserId);
}

export function grants(device: Device): string {
  return device.dice.pick(["RWP", "RWP", "RP", "RWPSD", "N", "RWPD", "W", ""]);
}

/** {set sub user=…} in a room that the device shows. */
export async function grant(device: Device, line: Line, mode: string): Promise<Answer> {
  const room = here(device, line);
  const other = somebody(device);
  if (room === undefined || other === undefined) return undefined;
  const sub = { user: other.uid, mode };
  return device.ask(line, "set", { topic: room.name, what: "sub", sub });
}

export function want(device: Device, line: Line, mode: string): Promise<unknown> {
  const room = here(device, line);
  if (room === undefined) return Promise.resolve();
  return device.ask(line, "set", { topic: room.name, what: "sub", sub: { mode } });
}

function tokenOf(answer: Answer): string | undefined {
  const info = answer !== undefined && "code" in answer ? answer.params["info"] : undefined;
  const bearer: unknown =
    typeof info === "object" && info !== null && "bearer" in info ? info.bearer : undefined;
  if (typeof bearer !== "object" || bearer === null || !("token" in bearer)) return undefined;
  return typeof bearer.token === "string" ? bearer.token : undefined;
}

/** A new group, which the device is attached to. */
export async function found(
  device: Device,
  line: Line,
  init: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (device.town.rooms.filter(({ kind }) => kind === "grp").length >= 6) return;
  const answer = await device.ask(line, "sub", { topic: "new", get: "data", init });
  if (codeOf(answer) !== 200) return;
  const room = device.roomOf(answer, "grp", tokenOf(answer));
  if (room !== undefined && line.attached.has(room.name)) await device.enter(line, room);
}

export async function bearer(device: Device, line: Line, change: unknown): Promise<void> {
  const room = group(device, line);
  if (room === undefined) return;
  const answer = await device.ask(line, "set", { topic: room.name, what: "info", info: { bearer: change } });
  room.token = tokenOf(answer) ?? room.token ?? "none";
}
