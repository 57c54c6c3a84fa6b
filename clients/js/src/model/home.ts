// What `me` and the topics share: the connection, the cache, who the user is; and what topics ask of the user's list, and tell it.
import type { Platform } from "../values/platform.ts";
import type { Connection } from "./connection.ts";
import type { Keeper } from "./keeper.ts";
import type { Contact, Message } from "./types.ts";

export interface Home {
  readonly platform: Platform;
  readonly connection: Connection;
  readonly keeper: Keeper;
  readonly me: Inbox;
  /** undefined without login */
  readonly user: string | undefined;
  /** the list of the present link is here, or it failed */
  readonly listing: Promise<unknown>;
  /** who was logged in is known from the cache */
  restored(): Promise<void>;
  /** a list came from the server, after this former one */
  listed(contacts: readonly Contact[], former: readonly Contact[]): void;
  /** attached here, so nothing of it is unread */
  isOpen(topic: string): boolean;
  /** the outbox of a topic changed: it has to outlive this process */
  keep(): void;
}

export interface Inbox {
  /** the entry of the list, if that is the server's and not an old one */
  contact(topic: string): Contact | undefined;
  /** the list has changed, or may have. False: there is none to ask for */
  refreshSoon(): boolean;
  /** a topic is attached here, and this was said in it last */
  said(topic: string, message: Message | undefined): void;
}
