// Who sees what: without a login the way in, with one two panes, the list and what was chosen from it.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ConnectionBanner } from "./parts/connection-banner.tsx";
import { Toasts } from "./parts/toast.tsx";
import { useRoute } from "./route.ts";
import type { Route } from "./route.ts";
import { client } from "./session.ts";
import { t } from "./texts.ts";
import { useSnapshot } from "./watch.ts";
import { remember } from "./account/destination.ts";
import { LogIn } from "./account/log-in.tsx";
import { Profile } from "./account/profile.tsx";
import { SignUp } from "./account/sign-up.tsx";
import { Welcome } from "./account/welcome.tsx";
import { Conversation } from "./conversation/conversation.tsx";
import { About } from "./group/about.tsx";
import { Join } from "./group/join.tsx";
import { NewGroup } from "./group/new-group.tsx";
import { ConversationList } from "./list/conversation-list.tsx";
import { NewConversation } from "./list/new-conversation.tsx";
import { Requests } from "./list/requests.tsx";
import { Nothing } from "./list/nothing.tsx";

export function App(): JSX.Element {
  const route = useRoute();
  const { user } = useSnapshot(client.me);
  return (
    <div class="shell">
      <ConnectionBanner />
      {user === undefined ? <WayIn route={route} /> : <Panes route={route} />}
      <Toasts />
    </div>
  );
}

function WayIn({ route }: { readonly route: Route }): JSX.Element {
  remember(route);
  switch (route.screen) {
    case "log-in":
      return <LogIn />;
    case "sign-up":
      return <SignUp />;
    default:
      return <Welcome />;
  }
}

function Panes({ route }: { readonly route: Route }): JSX.Element {
  const isSide = route.screen === "list";
  const side = useFocusBack(isSide);
  return (
    <div class="panes">
      <nav class="pane side" data-hidden={isSide ? undefined : ""} aria-label={t.list.title} ref={side}>
        <ConversationList chosen={"topic" in route ? route.topic : undefined} />
      </nav>
      <main class="pane main" data-hidden={isSide ? "" : undefined}>
        <Main route={route} />
      </main>
    </div>
  );
}

/** What was closed leads back to where it was opened. */
function useFocusBack(isSide: boolean): { current: HTMLElement | null } {
  const side = useRef<HTMLElement>(null);
  const last = useRef<HTMLElement>(null);
  useEffect(() => {
    const focused = ({ target }: FocusEvent): void => {
      if (target instanceof HTMLElement) last.current = target;
    };
    side.current?.addEventListener("focusin", focused);
    return () => side.current?.removeEventListener("focusin", focused);
  }, []);
  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isSide && isLost && last.current?.isConnected) last.current.focus();
  }, [isSide]);
  return side;
}

function Main({ route }: { readonly route: Route }): JSX.Element {
  switch (route.screen) {
    case "conversation":
      return <Conversation key={route.topic} name={route.topic} />;
    case "about":
      return <About key={route.topic} name={route.topic} />;
    case "join":
      return <Join key={`${route.topic}/${route.token}`} name={route.topic} token={route.token} />;
    case "new":
      return <NewConversation />;
    case "new-group":
      return <NewGroup />;
    case "requests":
      return <Requests />;
    case "profile":
      return <Profile />;
    case "list":
    case "log-in":
    case "sign-up":
      return <Nothing />;
  }
}
