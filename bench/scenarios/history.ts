// Pages of 32 messages at random places of the history, 16 readers at a time, each one page after the other; the figures of a store with few
// messages and of one with many are compared. A page counts when all its messages came and its closing answer.
import { Tally, watch, type Measured } from "../load/figures.ts";
import { nextRequest, type Link } from "../load/link.ts";
import { timeOf } from "../load/rows.ts";
import { enter, forAll, usualChars } from "../load/sessions.ts";
import { onStage, type Setting } from "../load/stage.ts";

const readers = 16;
const pageSize = 32;

export function history(setting: Setting, stored: number, topicCount: number): Promise<Measured> {
  const perTopic = stored / topicCount;
  return onStage(
    setting,
    async (world) => {
      const people = await world.people(readers);
      const [writer] = people;
      if (writer === undefined) throw new Error("a history without a writer");
      const topics = await world.groups(
        Array.from({ length: topicCount }, (_, n) => people.slice(n % readers, (n % readers) + 1)),
      );
      // the ceiling would not look at them
      if (setting.of === "natter")
        await world.messages(topics, writer, perTopic, JSON.stringify("x".repeat(usualChars)));
      return { people, topics };
    },
    async (target, { people, topics }) => {
      const tally = new Tally();
      const state = { isOver: false };
      const links = await forAll(people, (person, at) =>
        enter(
          target.port,
          person,
          topics.filter((_, n) => n % readers === at),
        ),
      );
      for (const [at, link] of links.entries()) {
        const own = topics.filter((_, n) => n % readers === at);
        readPages(link, own, perTopic, tally, state);
      }
      const figures = await watch(target, tally, setting.windows);
      state.isOver = true;
      return { ...(setting.of === "natter" && { stored }), ...figures };
    },
  );
}

function readPages(
  link: Link,
  topics: readonly string[],
  perTopic: number,
  tally: Tally,
  state: { readonly isOver: boolean },
): void {
  let [messages, began] = [0, 0];
  link.data = () => void messages++;
  const next = (): void => {
    if (state.isOver) return;
    const topic = topics[Math.floor(Math.random() * topics.length)] ?? "";
    const first = 1 + Math.floor(Math.random() * (perTopic - pageSize));
    const since = new Date(timeOf(first)).toISOString();
    [messages, began] = [0, performance.now()];
    const id = nextRequest();
    const browse = `"browse":{"since":"${since}","limit":${pageSize},"ascnd":true}`;
    link.call(id, `{"get":{"id":"${id}","topic":"${topic}","what":"data",${browse}}}`, (code) => {
      if (code !== 200 || messages !== pageSize) {
        throw new Error(`a page was answered ${code}, with ${messages} messages`);
      }
      tally.done++;
      tally.times.add(performance.now() - began);
      next();
    });
  };
  next();
}
