// Entry point `natter-client/client`: the model over the 0.4 wire.
import { over04 } from "./bridge/link-04.ts";
import { ModelClient } from "./model/client.ts";
import type { ModelOptions } from "./model/client.ts";
import type { Types } from "./model/types.ts";
import type { DialOptions } from "./wire/dial.ts";

export interface ClientOptions extends Omit<DialOptions, "platform">, ModelOptions {}

/** `new Client<{ user: Profile; topic: GroupInfo; content: Msg }>({ url, apiKey })` */
export class Client<T extends Types = Types> extends ModelClient<T> {
  constructor(options: ClientOptions) {
    super(over04(options), options);
  }
}

export type { ModelOptions, SavedLogin } from "./model/client.ts";
export { MemoryCache } from "./model/cache.ts";
export type { Cache } from "./model/cache.ts";
export { IndexedDbCache } from "./model/indexeddb-cache.ts";
export type { Connection, ConnectionSnapshot } from "./model/connection.ts";
export type { Credentials, Login, Subscription } from "./model/link.ts";
export type { ChangeMe, Me, MeSnapshot } from "./model/me.ts";
export type { ChangeTopic, Topic } from "./model/topic.ts";
export type { TopicSnapshot } from "./model/topic-core.ts";
export type * from "./model/types.ts";
export { watch } from "./model/state.ts";
export type { Watchable } from "./model/state.ts";
export { NatterError } from "./values/natter-error.ts";
export type { FailedRequest } from "./values/natter-error.ts";
export { standardPlatform } from "./values/platform.ts";
export type { Platform } from "./values/platform.ts";
export { can, common, formatMode, includes, parseMode } from "./values/mode.ts";
export { isGroupName, isUserId, kindOf, p2pName, p2pUsers, peerOf } from "./values/ids.ts";
export { formatTime, parseDuration, parseTime } from "./values/time.ts";
export { parseApiKey } from "./values/api-key.ts";
