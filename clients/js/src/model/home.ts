// What `me` and the topics share: the connection, the cache, who the user is, and who is to hear of what they learn.
import type { Platform } from "../values/platform.ts";
import type { Connection } from "./connection.ts";
import type { Keeper } from "./keeper.ts";
import type { Contact, Message } from "./types.ts";

export interface Home {
  readonly platform: Platform;
  readonly connection: Connection;
  readonly keeper: Keeper;
  /** undefined without login */
  user(): string | undefined;
  /** the entry of the list, if that is the server's and not an old one */
  contact(topic: string): Contact | undefined;
  /** the list has changed, or may have. False: there is none to ask for */
  refreshSoon(): boolean;
  /** attached here, so nothing of it is unread */
  isOpen(topic: string): boolean;
  /** a topic is attached here, and this was said in it last */
  said(topic: string, message: Message | undefined): void;
  /** the outbox of a topic changed: it has to outlive this process */
  keepUnsent(): void;
}
