// How texts travel: the interface of both transports. A channel knows nothing of what the texts mean, but for the greeting of long polling.

/** Where the server is. */
export interface Address {
  /** `http://host:port` or `https://…`, with a path before `/v0` where the server is behind one */
  readonly url: string;
  readonly apiKey: string;
}

/** Why a channel is over: the code of the WebSocket close frame, a status of HTTP, or 0; and words for it. */
export interface Ending {
  readonly code: number;
  readonly text: string;
}

export interface ChannelListener {
  packet(text: string): void;
  /** it is over, and is to be closed; nothing after it counts, and nothing after `close` */
  closed(ending: Ending): void;
}

export interface Channel {
  /** queue a text; texts arrive in order */
  send(text: string): void;
  /** end it; what is still heard of it does not count */
  close(): void;
}

/** Begins to connect. The first packet shows that it worked, `closed` that it did not. */
export type Transport = (address: Address, listener: ChannelListener) => Channel;

export type TransportName = "websocket" | "longpoll";

export const connectionLost = "connection lost";

export function endpoint({ url, apiKey }: Address, path: string): string {
  return `${url.replace(/\/+$/, "")}/v0/channels${path}?apikey=${encodeURIComponent(apiKey)}`;
}
