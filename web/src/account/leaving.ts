// Logging out on this device, in all of its tabs, and logging in again in those that wait for it.
import { forgetAccount } from "../device.ts";
import { go } from "../route.ts";
import { client } from "../session.ts";

type Word = "in" | "out";

const tabs = new BroadcastChannel("natter.login");

/** Messages that are queued or failed. Only conversations that this page knows can have some. */
export function unsentCount(): number {
  const { contacts } = client.me.getSnapshot();
  const all = contacts.flatMap((one) => client.topic(one.topic).getSnapshot().messages);
  return all.filter((message) => message.state !== "sent").length;
}

export async function leaveDevice(): Promise<void> {
  forgetAccount();
  await client.logOut();
  go({ screen: "list" }, { replace: true });
  tell("out");
}

function tell(word: Word): void {
  tabs.postMessage(word);
}

/** The tabs of this device share a login. */
export function followOtherTabs(): void {
  let user = client.user;
  client.me.subscribe(() => {
    if (user === undefined && client.user !== undefined) tell("in");
    ({ user } = client);
  });
  tabs.addEventListener("message", ({ data }: MessageEvent<Word>) => {
    if (data === "out" && client.user !== undefined) void client.logOut();
    // the cache holds the login now
    if (data === "in" && client.user === undefined) location.reload();
  });
}
