// Asks the server while somebody types: when typing pauses, and only the last answer counts.
import { NatterError } from "natter-client";
import { useEffect, useState } from "preact/hooks";
import { problemOf } from "../problems.ts";
import { client } from "../session.ts";
import type { AppFound } from "../session.ts";
import { t } from "../texts.ts";
import { queryOf } from "./query.ts";
import type { Query } from "./query.ts";

export interface Finding {
  readonly state: "idle" | "short" | "searching" | "found" | "failed";
  /** while searching: what was found before */
  readonly found: readonly AppFound[];
  readonly problem?: string;
}

/** The server allows one search a second for long. */
const pauseMs = 300;

export function useFinding(typed: string): Finding {
  const [finding, setFinding] = useState<Finding>({ state: "idle", found: [] });
  useEffect(() => {
    const query = queryOf(typed);
    if (query.kind === "empty") return setFinding({ state: "idle", found: [] });
    if (query.kind === "short") return setFinding({ state: "short", found: [] });
    if (query.kind === "link") {
      location.hash = query.hash;
      return;
    }
    setFinding(({ found }) => ({ state: "searching", found }));
    const abort = new AbortController();
    const timer = setTimeout(() => void search(query, abort.signal).then(setFinding, () => {}), pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [typed]);
  return finding;
}

/** Never resolves once it is not wanted any more. */
async function search(query: Query, signal: AbortSignal): Promise<Finding> {
  let finding: Finding;
  try {
    finding = { state: "found", found: await ask(query, signal) };
  } catch (error) {
    if (!(error instanceof NatterError)) throw error;
    finding = { state: "failed", found: [], problem: wordsOf(query, error) };
  }
  return signal.aborted ? new Promise(() => {}) : finding;
}

async function ask(query: Query, signal: AbortSignal): Promise<readonly AppFound[]> {
  switch (query.kind) {
    case "words":
      return client.find(query.query, { signal });
    case "user": {
      const { public: card } = await client.describeUser(query.user, { signal });
      return [{ user: query.user, public: card, tags: [] }];
    }
    case "group": {
      const { public: card } = await client.topic(query.topic).describe({ signal });
      return [{ topic: query.topic, public: card, tags: [] }];
    }
    default:
      return [];
  }
}

function wordsOf({ kind }: Query, error: NatterError): string {
  if (error.code === 501) return t.find.off;
  const isUnknown = error.code === 404 || error.code === 403 || error.code === 400;
  return kind !== "words" && isUnknown ? t.find.badId : problemOf(error);
}
