// Whether a message fits into a packet of the protocol, before it is sent.
import type { Content } from "../content.ts";

const packetBytes = 32_768;
/** for the names around the content: id, topic, key */
const aroundBytes = 256;

const encoder = new TextEncoder();

/** How many bytes are left; below zero it does not fit. */
export function roomLeft(content: Content): number {
  return packetBytes - aroundBytes - encoder.encode(JSON.stringify(content)).length;
}

/** Close enough to the end that one would like to know. */
export function isShort(roomBytes: number): boolean {
  return roomBytes < 2000;
}
