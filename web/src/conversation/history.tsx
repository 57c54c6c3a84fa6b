// The messages of a conversation, newest below. Draws those around what one sees, asks for older ones in time, and says what came below.
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { client } from "../session.ts";
import type { AppMessage, AppTopic } from "../session.ts";
import { t } from "../texts.ts";
import { useSnapshot } from "../watch.ts";
import type { Asked } from "./bubble.tsx";
import { Line, News } from "./line.tsx";
import { MessageMenu } from "./message-menu.tsx";
import type { People } from "./names.ts";
import { countAfter, firstUnread, rowsOf } from "./rows.ts";
import type { Arrival } from "./rows.ts";
import { useScrolling } from "./scrolling.ts";
import { around, boundsOf, earlier, later, newest, oldestOf } from "./slice.ts";

const page = 64;
/** More than that is not fetched to begin where one stopped reading. */
const mostUnread = 256;

export function History(props: {
  readonly topic: AppTopic;
  readonly people: People;
  readonly isGroup: boolean;
  readonly arrival: Arrival | undefined;
  /** how many messages were written here; then the end is shown */
  readonly written: number;
}): JSX.Element {
  const { topic, people, isGroup, arrival, written } = props;
  const { messages, hasEarlier, state } = useSnapshot(topic);
  const [slice, setSlice] = useState(newest);
  const [asked, setAsked] = useState<Asked>();
  const oldest = oldestOf(messages, hasEarlier);
  const bounds = boundsOf(messages, slice, oldest);
  const line = arrival && firstUnread(messages, arrival, client.user, oldest);
  const rows = useMemo(() => rowsOf(messages, bounds, line), [messages, bounds.from, bounds.to, line]);
  const { view, isAtEnd, look, toEnd, toRow } = useScrolling(rows);
  const isNewest = bounds.to === messages.length;
  const below = useBelow(messages, isNewest && isAtEnd);

  useLine(topic, state === "open", arrival, line, () => {
    if (line === undefined) return;
    setSlice(around(messages, line));
    requestAnimationFrame(() => toRow("unread"));
  });
  const goToEnd = (): void => {
    setSlice(newest);
    toEnd();
  };
  useLayoutEffect(() => {
    if (written > 0) goToEnd();
  }, [written]);

  const more = (): void => {
    const { current } = view;
    if (!current) return;
    const room = current.clientHeight;
    if (current.scrollTop < room) {
      if (bounds.from > oldest) setSlice(earlier(messages, slice));
      else if (hasEarlier && state === "open") void topic.loadEarlier(page).catch(() => {});
    } else if (!isNewest && current.scrollHeight - current.scrollTop - 2 * room < 0) {
      setSlice(later(messages, slice));
    }
  };
  // a page of few and short messages may not fill the view
  useEffect(more, [rows, state]);
  return (
    <div class="history-frame">
      <div
        class="history"
        ref={view}
        tabIndex={0}
        role="region"
        aria-label={t.conversation.messages}
        onScroll={() => {
          look(isNewest);
          more();
        }}
        onKeyDown={(event) => walk(event, goToEnd)}
      >
        <div class="history-content">
          <div class="history-edge">
            {hasEarlier && state === "open" ? t.loading : ""}
            {!hasEarlier && bounds.from === 0 && messages.length > 0 ? t.conversation.beginning : ""}
          </div>
          <ol>
            {rows.map((row) => (
              <Line key={row.id} row={row} people={people} isGroup={isGroup} onMenu={setAsked} />
            ))}
          </ol>
        </div>
      </div>
      <News messages={messages} people={people} isLevel={arrival !== undefined} />
      {(below > 0 || !isNewest || !isAtEnd) && messages.length > 0 && (
        <button type="button" class="to-end" aria-label={t.conversation.toEnd(below)} onClick={goToEnd}>
          {below > 0 && <span class="badge">{below}</span>}
          <Icon name="down" />
        </button>
      )}
      <MessageMenu topic={topic} asked={asked} onClose={() => setAsked(undefined)} />
    </div>
  );
}

/** Once, when one comes: to where one stopped reading. */
function useLine(
  topic: AppTopic,
  isOpen: boolean,
  arrival: Arrival | undefined,
  line: number | undefined,
  show: () => void,
): void {
  const done = useRef<Arrival>(undefined);
  useEffect(() => {
    // who comes to it later by scrolling is led nowhere
    if (!arrival || arrival.unread > mostUnread || done.current === arrival) return;
    if (line !== undefined) {
      done.current = arrival;
      show();
    } else if (isOpen && arrival.unread > 0) {
      // to ask for messages is to enter, which must not happen to what was just left
      void topic.loadEarlier(arrival.unread).catch(() => {});
    }
  }, [arrival, line, isOpen]);
}

/** How many came while the end was out of sight. */
function useBelow(messages: readonly AppMessage[], isSeen: boolean): number {
  const seen = useRef(0);
  const last = messages.findLast(({ position }) => position !== undefined)?.position ?? 0;
  if (isSeen || seen.current === 0) seen.current = last;
  return countAfter(messages, seen.current, client.user);
}

/** Up and down from message to message, End to the newest. */
function walk(event: TargetedKeyboardEvent<HTMLDivElement>, goToEnd: () => void): void {
  const { currentTarget: view, target, key } = event;
  if (event.altKey || event.ctrlKey || event.metaKey || !(target instanceof HTMLElement)) return;
  if (key === "End") return goToEnd();
  if (key !== "ArrowUp" && key !== "ArrowDown") return;
  const rows = [...view.querySelectorAll<HTMLElement>(".message")];
  const now = rows.findIndex((row) => row === target);
  const next = target === view ? rows.at(-1) : rows[now + (key === "ArrowUp" ? -1 : 1)];
  if (!next || (now < 0 && target !== view)) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
