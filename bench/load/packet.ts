// What a load must know of a packet, read from its bytes: which of the four it is, the id and code of an answer, the number in a message.
// The forms are those that the server writes (docs/protocol); the test beside this compares them with the server's own encoder.

const answer = 99; // "c" of {"ctrl":
const data = 100; // "d" of {"data":
const kindAt = 2;

/** `{"ctrl":{"id":"` */
const idAt = 15;
const idMark = Buffer.from('{"ctrl":{"id":"');
const codeMark = Buffer.from('"code":');
/** `"}}` closes a message whose content is a string. */
const tailBytes = 3;

export function isAnswer(bytes: Buffer, from: number): boolean {
  return bytes[from + kindAt] === answer;
}

export function isData(bytes: Buffer, from: number): boolean {
  return bytes[from + kindAt] === data;
}

/** The id of an answer; 0 when it has none. Ids of a load are numbers. */
export function idOf(bytes: Buffer, from: number): number {
  // the second letter after {"ctrl":{" tells "id" from "topic" and "code"
  if (bytes[from + 10] !== idMark[10]) return 0;
  return digitsAt(bytes, from + idAt);
}

export function codeOf(bytes: Buffer, from: number, to: number): number {
  const at = bytes.indexOf(codeMark, from);
  if (at < 0 || at >= to) throw new RangeError("an answer without a code");
  return digitsAt(bytes, at + codeMark.length);
}

/** The number that the content of a {data} begins with, when the content is a string of `contentBytes` characters. */
export function numberOf(bytes: Buffer, to: number, contentBytes: number): number {
  return digitsAt(bytes, to - tailBytes - contentBytes);
}

function digitsAt(bytes: Buffer, from: number): number {
  let number = 0;
  for (let at = from; ; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return number;
    number = 10 * number + digit;
  }
}
