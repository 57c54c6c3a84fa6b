// The members of a group as far as they were loaded: those that the bindings keep, then page by page by user id.
import { useState } from "preact/hooks";
import { useAttempt } from "../parts/attempt.ts";
import type { Attempt } from "../parts/attempt.ts";
import type { AppMember, AppTopic } from "../session.ts";
import { useSnapshot } from "../watch.ts";
import { byRole } from "./rights.ts";

/** The server lists no more at once. */
export const pageSize = 128;

export interface Members {
  /** managers first */
  readonly list: readonly AppMember[];
  readonly hasMore: boolean;
  readonly attempt: Attempt;
  readonly loadMore: () => void;
}

export function useMembers(topic: AppTopic): Members {
  const { members } = useSnapshot(topic);
  const [pages, setPages] = useState<readonly AppMember[]>([]);
  const [isAll, setAll] = useState(false);
  const attempt = useAttempt();
  const loadMore = (): void => {
    const after = (pages.at(-1) ?? members.at(-1))?.user;
    void attempt.run(async () => {
      const page = await topic.loadMembers(after);
      setPages([...pages, ...page]);
      setAll(page.length < pageSize);
    });
  };
  return { list: joined(members, pages), hasMore: members.length >= pageSize && !isAll, attempt, loadMore };
}

/** Each once; what the bindings keep is newer. */
export function joined(kept: readonly AppMember[], pages: readonly AppMember[]): readonly AppMember[] {
  const all = new Map([...pages, ...kept].map((member) => [member.user, member]));
  return [...all.values()].sort(byRole);
}
