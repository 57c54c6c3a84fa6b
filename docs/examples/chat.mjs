// A chat in ten lines: what you type is published, what others type is printed, and every other packet as it is.
//   node chat.mjs "ws://localhost:6060/v0/channels?apikey=AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K" alice:alice123 new
// The topic is new (a group), grp… (that group), or usr… (that person). The standard WebSocket is enough: Node 22, or a browser.
import { createInterface } from "node:readline";

const [url, secret, topic] = process.argv.slice(2);
const socket = new WebSocket(url);
const send = (message) => socket.send(JSON.stringify(message));
let room = topic;
socket.onopen = () => [{ login: { secret } }, { sub: { id: "1", topic, get: "data" } }].forEach(send);
socket.onmessage = ({ data: packet }) => {
  const { ctrl, data } = JSON.parse(packet);
  if (ctrl?.id === "1") room = ctrl.topic;
  console.log(data ? `${data.from}: ${data.content}` : packet);
};
const lines = createInterface({ input: process.stdin });
lines.on("line", (content) => send({ pub: { topic: room, content } })).on("close", () => socket.close());
