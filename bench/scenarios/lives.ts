// Whole sessions, 100 a second whatever the server does: connect, log in by token, attach to `me` and to a conversation, write, leave, close.
// The times are those of whole sessions, from the moment one was meant to begin.
import { Tally, watch, type Measured } from "../load/figures.ts";
import { Link } from "../load/link.ts";
import type { Person } from "../load/rows.ts";
import { until } from "../load/patience.ts";
import { atRate, loginRequest, subRequest } from "../load/sessions.ts";
import { onStage, type Setting } from "../load/stage.ts";

const people = 200;
const perSecond = 100;
/** windows: so few sessions run through a server's code that it is seconds until all of it is compiled */
const warmUp = 8;

export function lives(setting: Setting): Promise<Measured> {
  return onStage(
    setting,
    async (world) => {
      const everybody = await world.people(people);
      return { everybody, topics: await world.conversations(everybody) };
    },
    async (target, { everybody, topics }) => {
      const tally = new Tally();
      const over = { yes: false };
      let [begun, ended] = [0, 0];
      const begin = (at: number): void => {
        const place = begun++ % people;
        const person = everybody[place];
        if (person === undefined) return;
        void live(target.port, person, topics[place >> 1] ?? "").then(() => {
          ended++;
          tally.done++;
          tally.times.add(performance.now() - at);
        });
      };
      const running = atRate(perSecond, () => over.yes, begin);
      const figures = await watch(target, tally, setting.windows, warmUp);
      over.yes = true;
      await running;
      await until(() => ended === begun, "the end of every session");
      return figures;
    },
  );
}

async function live(port: number, { token }: Person, topic: string): Promise<void> {
  const link = await Link.open(port);
  await link.must((id) => loginRequest(id, token));
  await link.must((id) => subRequest(id, "me"));
  await link.must((id) => subRequest(id, topic));
  await link.must((id) => `{"pub":{"id":"${id}","topic":"${topic}","content":"${"x".repeat(198)}"}}`);
  await link.must((id) => `{"leave":{"id":"${id}","topic":"${topic}"}}`);
  await new Promise<void>((closed) => {
    link.ended = () => closed();
    link.close();
  });
}
