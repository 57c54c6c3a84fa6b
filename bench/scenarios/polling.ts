// Conversations of two as in pairs.ts, but over long polling: a message is one request, and each packet that comes is another.
import { Tally, watch, type Measured } from "../load/figures.ts";
import { nextRequest } from "../load/link.ts";
import type { Person } from "../load/rows.ts";
import { PollLink } from "../load/poll.ts";
import { until } from "../load/patience.ts";
import { forAll, loginRequest, mustBeAccepted, subRequest, usualChars } from "../load/sessions.ts";
import { onStage, type Setting } from "../load/stage.ts";

async function enterByPolls(port: number, { token }: Person, topic: string): Promise<PollLink> {
  const link = await PollLink.open(port);
  const [login, sub] = [nextRequest(), nextRequest()];
  await link.must(login, loginRequest(String(login), token));
  await link.must(sub, subRequest(String(sub), topic));
  return link;
}

export function polling(setting: Setting, pairs: number): Promise<Measured> {
  return onStage(
    setting,
    async (world) => {
      const people = await world.people(2 * pairs);
      return { people, topics: await world.conversations(people) };
    },
    async (target, { people, topics }) => {
      const [tally, state] = [new Tally(), { isOver: false, sent: 0, arrived: 0 }];
      const links = await forAll(people, (person, at) =>
        enterByPolls(target.port, person, topics[at >> 1] ?? ""),
      );
      for (const link of links) link.data = () => void state.arrived++;
      for (const [at, topic] of topics.entries()) {
        const writer = links[2 * at];
        if (writer === undefined) throw new Error("a conversation without people");
        publishInTurn(writer, topic, tally, state);
      }
      const figures = await watch(target, tally, setting.windows);
      state.isOver = true;
      await until(() => state.arrived === 2 * state.sent, "every message to both of a pair");
      return figures;
    },
  );
}

function publishInTurn(
  link: PollLink,
  topic: string,
  tally: Tally,
  state: { readonly isOver: boolean; sent: number },
): void {
  let began = 0;
  const next = (): void => {
    if (state.isOver) return;
    began = performance.now();
    state.sent++;
    link.send(`{"pub":{"id":"${nextRequest()}","topic":"${topic}","content":"${"x".repeat(usualChars)}"}}`);
  };
  link.answer = (_id, code) => {
    mustBeAccepted(code);
    tally.done++;
    tally.times.add(performance.now() - began);
    next();
  };
  next();
}
