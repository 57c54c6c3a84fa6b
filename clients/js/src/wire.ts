// Entry point `natter-client/wire`: packets as they are, one promise per request, two transports.
export { connect, Dialer } from "./wire/dial.ts";
export type { DialOptions } from "./wire/dial.ts";
export type { Address, Ending, TransportName } from "./wire/channel.ts";
export { Session } from "./wire/session.ts";
export type { Answer, RequestOptions, SessionListener } from "./wire/session.ts";
export { clear, RawJson, readPacket, writeRequest } from "./wire/packets.ts";
export type * from "./wire/packets.ts";
export { NatterError } from "./values/natter-error.ts";
export { standardPlatform } from "./values/platform.ts";
export type { Platform } from "./values/platform.ts";
export { can, common, formatMode, includes, parseMode } from "./values/mode.ts";
export { isGroupName, isUserId, kindOf, p2pName, p2pUsers, peerOf } from "./values/ids.ts";
export { formatTime, parseDuration, parseTime } from "./values/time.ts";
export { parseApiKey } from "./values/api-key.ts";
export type { ApiKey } from "./values/api-key.ts";
