// A channel over the standard WebSocket: one text frame a packet.
import { connectionLost, endpoint } from "./channel.ts";
import type { Transport } from "./channel.ts";

/** What is used of the standard WebSocket. */
export type WebSocketClass = new (
  url: string,
) => Pick<WebSocket, "send" | "close" | "onmessage" | "onclose" | "onerror">;

export function websocket(Socket: WebSocketClass): Transport {
  return (address, listener) => {
    const socket = new Socket(endpoint(address, "").replace("http", "ws"));
    socket.onmessage = ({ data }) => listener.packet(data as string);
    socket.onclose = ({ code, reason }) => listener.closed({ code, text: reason || connectionLost });
    return { send: (text) => socket.send(text), close: () => socket.close() };
  };
}
