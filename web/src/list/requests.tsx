// Invitations, people who ask, and news of what others changed for me.
import type { JSX } from "preact";
import { Screen } from "../parts/screen.tsx";
import { t } from "../texts.ts";
import { NewsCard } from "./news-card.tsx";
import { RequestCard } from "./request-card.tsx";
import { dismiss, useWaiting } from "./waiting.ts";

export function Requests(): JSX.Element {
  const { requests, news } = useWaiting();
  const isEmpty = requests.length === 0 && news.length === 0;
  return (
    <Screen title={t.requests.title}>
      <div aria-live="polite" class="request-list">
        {isEmpty && <p class="hint list-empty">{t.requests.none}</p>}
        <ul class="request-list">
          {requests.map((request) => (
            <RequestCard key={request.notice.position} request={request} />
          ))}
        </ul>
      </div>
      {news.length > 0 && (
        <section class="request-list" aria-label={t.requests.news}>
          <div class="section-head">
            <h2>{t.requests.news}</h2>
            <button
              type="button"
              class="button plain"
              onClick={() => dismiss(news.map(({ position }) => position))}
            >
              {t.requests.dismissAll}
            </button>
          </div>
          <ul class="request-list">
            {news.map((notice) => (
              <NewsCard key={notice.position} notice={notice} />
            ))}
          </ul>
        </section>
      )}
    </Screen>
  );
}
