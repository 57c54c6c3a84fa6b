// How a device gets in: the account of its person is made where there is none yet, then it logs in by token or password. What it does not
// know for certain, because an answer was lost, it tries.
import type { Device } from "./device.ts";
import { codeOf, type Line } from "./line.ts";

/** false = not now; what is wrong with the connection or the server may be over later */
export async function logIn(device: Device, line: Line, tag: string): Promise<boolean> {
  const { person, dice } = device;
  if (!person.hasAccount && !(await signUp(device, line))) return false;
  if (person.token !== undefined && dice.roll() < 0.8) {
    const answer = await device.ask(line, "login", { scheme: "token", secret: person.token, tag });
    if (codeOf(answer) === 200) return true;
    if (codeOf(answer) !== 401) return false;
    person.token = undefined;
  }
  for (const password of person.passwords.toReversed()) {
    const answer = await device.ask(line, "login", { secret: `${person.name}:${password}`, tag });
    if (answer === undefined) return false;
    if (codeOf(answer) !== 200 || !("code" in answer)) continue;
    person.uid = String(answer.params["uid"]);
    person.token = String(answer.params["token"]);
    return true;
  }
  return false;
}

async function signUp(device: Device, line: Line): Promise<boolean> {
  const { person, dice } = device;
  const secret = `${person.name}:${person.passwords[0]}`;
  const init = { defacs: { auth: dice.pick(["RWP", "RWP", "RWPD", "N"]) }, public: { v: 0 } };
  const answer = await device.ask(line, "acc", { user: "new", auth: [{ scheme: "basic", secret }], init });
  // 409: it was made by a request whose answer was lost
  if (codeOf(answer) === 201 || codeOf(answer) === 409) person.hasAccount = true;
  return person.hasAccount;
}
