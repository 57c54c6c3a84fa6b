// What people do, one deed a row: how often, and how. Each is a request, or a few, of one session; what comes of it is for the server to say.
import type { Ctrl } from "../history.ts";
import { bearer, found, grant, grants, group, here, pairOf, somebody, want } from "./choices.ts";
import type { Device } from "./device.ts";
import { codeOf, type Answer, type Line } from "./line.ts";

export interface Deed {
  (device: Device, line: Line): Promise<unknown>;
  readonly weight: number;
  /** the next deed may begin before this one is answered */
  readonly mayOverlap?: boolean;
}

const nothing = Promise.resolve();

// ------------------------------------------------------------ the table

function deed(
  weight: number,
  act: (device: Device, line: Line) => Promise<unknown>,
  mayOverlap = false,
): Deed {
  return Object.assign((device: Device, line: Line) => act(device, line), { weight, mayOverlap });
}

export const deeds = {
  "say something": deed(30, say, true),
  "say it again": deed(
    2,
    (device, line) => {
      const letter = device.person.recent.find(({ room }) => line.attached.has(room.name));
      return letter === undefined ? nothing : device.publish(line, letter);
    },
    true,
  ),
  "use a key twice": deed(1, (device, line) => {
    const letter = device.person.recent.find(({ room }) => line.attached.has(room.name));
    if (letter === undefined) return nothing;
    return line.publish(letter.room.name, device.person.words(), letter.key);
  }),
  "read a page": deed(6, readPage, true),
  "come to a room": deed(8, (device, line) => {
    const away = device.town.rooms.filter((room) => !line.attached.has(room.name));
    return away.length === 0 ? nothing : device.attach(line, device.dice.pick(away));
  }),
  "leave a room": deed(3, async (device, line) => {
    const room = here(device, line);
    if (room === undefined) return;
    device.feedOf(room.name).restart();
    device.open.delete(room);
    await device.ask(line, "leave", { topic: room.name });
  }),
  "found a group": deed(4, (device, line) =>
    found(device, line, { defacs: { auth: device.dice.pick(["RWP", "RWP", "RP", "N"]) } }),
  ),
  "found a group with a token": deed(1, (device, line) =>
    found(device, line, { bearer: { mode: device.dice.pick(["RWP", "RP"]) } }),
  ),
  "begin a conversation": deed(4, async (device, line) => {
    const other = somebody(device);
    if (other === undefined || line.attached.has(pairOf(device.person, other))) return;
    device.feedOf(pairOf(device.person, other)).restart();
    const answer = await device.ask(line, "sub", { topic: other.uid, get: "data", browse: { limit: 3 } });
    const room = codeOf(answer) === 200 || codeOf(answer) === 304 ? device.roomOf(answer, "p2p") : undefined;
    if (room !== undefined && line.attached.has(room.name)) await device.enter(line, room);
  }),
  "invite or approve": deed(3, (device, line) => grant(device, line, grants(device))),
  ban: deed(1, (device, line) => grant(device, line, "X")),
  "offer the group": deed(2, (device, line) => grant(device, line, "RWPSDO")),
  "take the group": deed(3, (device, line) => want(device, line, "RWPSDO")),
  "want something else": deed(1, (device, line) =>
    want(device, line, device.dice.pick(["RP", "RWP", "P", "RWPD"])),
  ),
  "refuse a room": deed(0.5, (device, line) => want(device, line, "X")),
  "quit a room": deed(1.5, async (device, line) => {
    const room = here(device, line);
    if (room === undefined) return;
    device.feedOf(room.name).restart();
    device.open.delete(room);
    await device.ask(line, "leave", { topic: room.name, unsub: true });
  }),
  "delete for me": deed(1, (device, line) => erase(device, line, false)),
  "delete for all": deed(1, (device, line) => erase(device, line, true)),
  "end a group": deed(0.2, (device, line) => {
    const room = group(device, line);
    return room?.isCleaned === true ? device.ask(line, "del", { topic: room.name, what: "topic" }) : nothing;
  }),
  "change my public": deed(1, (device, line) =>
    device.ask(line, "set", {
      topic: "me",
      what: "info",
      info: { public: { v: device.dice.int(1, 1e9) }, tags: [device.person.name, "person"] },
    }),
  ),
  "describe a group": deed(1, (device, line) => {
    const room = group(device, line);
    if (room === undefined) return nothing;
    return device.ask(line, "set", {
      topic: room.name,
      what: "info",
      info: { public: { v: device.dice.int(1, 1e9) } },
    });
  }),
  "look at a room": deed(
    2,
    (device, line) => {
      const room = here(device, line);
      if (room === undefined) return nothing;
      return device.ask(line, "get", { topic: room.name, what: device.dice.pick(["info", "sub"]) });
    },
    true,
  ),
  "look at my rooms": deed(2, (device, line) =>
    device.ask(line, "get", { topic: "me", what: "sub", subs: { inbox: true } }),
  ),
  search: deed(1, (device, line) =>
    device.ask(line, "get", {
      topic: "fnd",
      what: "sub",
      find: device.dice.pick(["person", "per*", "nobody"]),
    }),
  ),
  "change the password": deed(0.3, changePassword),
  "go away": deed(2, async (device, line) => {
    device.wantsMe = !device.wantsMe;
    if (device.wantsMe) await device.ask(line, "sub", { topic: "me" });
    else await device.ask(line, "leave", { topic: "me" });
  }),
  "hang up": deed(1.5, async (_device, line) => line.hangUp()),
  "renew the token": deed(0.5, (device, line) => bearer(device, line, { renew: true })),
  "change what the token gives": deed(0.5, (device, line) =>
    bearer(device, line, { mode: device.dice.pick(["RWP", "RP"]) }),
  ),
  "close the token": deed(0.2, (device, line) => bearer(device, line, "\u2421")),
} as const;

export type DeedName = keyof typeof deeds;

export const deedNames = Object.keys(deeds) as readonly DeedName[];

// ------------------------------------------------------------ longer ones

async function say(device: Device, line: Line): Promise<void> {
  const room = here(device, line);
  if (room === undefined) return;
  const { person, dice } = device;
  const several = Array.from({ length: dice.roll() < 0.2 ? dice.int(2, 6) : 1 }, async () => {
    const content = person.words();
    if (dice.roll() < device.keyed) await device.publish(line, { room, content, key: person.nextKey() });
    else await line.publish(room.name, content);
  });
  await Promise.all(several);
}

async function readPage(device: Device, line: Line): Promise<void> {
  const room = here(device, line);
  if (room === undefined) return;
  const { dice } = device;
  const times = [...device.feedOf(room.name).held.keys()];
  const bound = (name: string): object =>
    times.length > 0 && dice.roll() < 0.5 ? { [name]: dice.pick(times) } : {};
  const browse = { ascnd: dice.roll() < 0.5, limit: dice.int(1, 40), ...bound("since"), ...bound("before") };
  await device.ask(line, "get", { topic: room.name, what: "data", browse });
}

/** Only in rooms that are cleaned: elsewhere every message must stay. */
async function erase(device: Device, line: Line, isForAll: boolean): Promise<void> {
  const room = here(device, line);
  if (room?.isCleaned !== true) return;
  const times = [...device.feedOf(room.name).held.keys()];
  const before = times.length > 0 && device.dice.roll() < 0.7 ? { before: device.dice.pick(times) } : {};
  await device.ask(line, "del", { topic: room.name, what: "msg", hard: isForAll, ...before });
}

/** With the answer lost the new password may hold or not. */
async function changePassword(device: Device, line: Line): Promise<void> {
  const { person } = device;
  const password = `${person.name}-secret-${device.dice.int(1, 1e6)}`;
  const former = person.passwords;
  person.passwords = [...former, password];
  const auth = [{ scheme: "basic", secret: `${person.name}:${password}` }];
  const answer: Answer = await device.ask(line, "acc", { auth });
  const code = codeOf(answer);
  if (code === 200) {
    person.passwords = [password];
    person.token = undefined;
  } else if (isRefusal(answer)) person.passwords = person.passwords.filter((one) => one !== password);
}

/** Nothing was done for certain. */
function isRefusal(answer: Answer): answer is Ctrl {
  return answer !== undefined && "code" in answer && answer.code >= 400 && answer.code !== 500;
}
