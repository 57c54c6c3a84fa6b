// {data}: one message, live or from the history (spec: 0.4 §3.2). Written once for all who get it, whoever they are.
// `content` is what the publisher wrote, byte for byte. No id, no number, no header: this wire has none.
import type { Message } from "../state.ts";
import type { TopicName } from "../ids.ts";
import { formatTime } from "../time.ts";
import { formatName } from "./name.ts";

export function encodeData(topic: TopicName, message: Message): string {
  const from = message.from === undefined ? "" : `"from":"${message.from}",`;
  return `{"data":{"topic":"${formatName(topic)}",${from}"ts":"${formatTime(message.ts)}","content":${message.content}}}`;
}
