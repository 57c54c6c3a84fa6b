// Choosing people: those one talks with, and whoever wants to be found by what is typed.
import type { Found } from "natter-client";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { queryOf } from "../list/query.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Field } from "../parts/field.tsx";
import { nameOf } from "../people.ts";
import type { Card } from "../people.ts";
import { problemOf } from "../problems.ts";
import { client } from "../session.ts";
import type { AppTypes } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import { NatterError } from "natter-client";

export interface Candidate {
  readonly user: string;
  readonly name: string;
  readonly card: Card | undefined;
}

const pauseMs = 300;

export function PickPeople(props: {
  readonly chosen: readonly Candidate[];
  /** who is in already */
  readonly without: ReadonlySet<string>;
  readonly onChoose: (chosen: readonly Candidate[]) => void;
}): JSX.Element {
  const { chosen, without, onChoose } = props;
  const [text, setText] = useState("");
  const { found, problem } = useFound(text);
  const mine = useMine(text);
  const isChosen = (one: Candidate): boolean => chosen.some(({ user }) => user === one.user);
  const offered = [...chosen, ...mine, ...found].filter(
    (one, index, all) => !without.has(one.user) && all.findIndex(({ user }) => user === one.user) === index,
  );
  const turn = (one: Candidate): void =>
    onChoose(isChosen(one) ? chosen.filter(({ user }) => user !== one.user) : [...chosen, one]);
  return (
    <div class="pick">
      <Field
        label={t.pick.search}
        hint={t.pick.hint}
        problem={problem}
        input={{
          type: "search",
          dir: "auto",
          autocomplete: "off",
          value: text,
          onInput: (event) => setText(event.currentTarget.value),
        }}
      />
      <ul class="pick-list" aria-label={t.pick.people}>
        {offered.map((one) => (
          <li key={one.user}>
            <label class="pick-row">
              <input type="checkbox" checked={isChosen(one)} onChange={() => turn(one)} />
              <Avatar id={one.user} name={one.name} card={one.card} size={36} />
              <bdi class="pick-name">{one.name}</bdi>
            </label>
          </li>
        ))}
      </ul>
      {offered.length === 0 && <p class="hint">{text === "" ? t.pick.nobody : t.pick.none}</p>}
    </div>
  );
}

/** People one has a conversation with, by name. */
function useMine(text: string): readonly Candidate[] {
  const { contacts } = useSnapshot(client.me);
  const wanted = text.trim().toLocaleLowerCase();
  return contacts.flatMap(({ user, public: card, mode }) => {
    if (user === undefined || mode === "X") return [];
    const name = nameOf(card) ?? t.nobody;
    return name.toLocaleLowerCase().includes(wanted) ? [{ user, name, card }] : [];
  });
}

/** Asked for when typing pauses; a later question ends the former. */
function useFound(text: string): {
  readonly found: readonly Candidate[];
  readonly problem: string | undefined;
} {
  const [found, setFound] = useState<readonly Candidate[]>([]);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const ended = new AbortController();
    const show = (next: readonly Candidate[], why?: string): void => {
      if (ended.signal.aborted) return;
      setFound(next);
      setProblem(why);
    };
    const timer = setTimeout(() => {
      search(text, ended.signal).then(
        (next) => show(next),
        (error: unknown) => {
          if (!(error instanceof NatterError)) throw error;
          // a server without search still has one's own people
          show([], error.code === 501 ? undefined : problemOf(error));
        },
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [text]);
  return { found, problem };
}

async function search(text: string, signal: AbortSignal): Promise<readonly Candidate[]> {
  const query = queryOf(text);
  if (query.kind === "user") {
    const { public: card } = await client.describeUser(query.user, { signal });
    return [{ user: query.user, name: nameOf(card) ?? t.nobody, card }];
  }
  if (query.kind !== "words") return [];
  return (await client.find(query.query, { signal })).flatMap(candidateOf);
}

function candidateOf({ user, public: card }: Found<AppTypes>): readonly Candidate[] {
  return user === undefined ? [] : [{ user, name: nameOf(card) ?? t.nobody, card }];
}
