// The body of a request: read to a bound, then understood (spec: 0.4 §1.2, §1.5). `sid` and `apikey` may stand in it as form
// fields or as members of a JSON object beside the message; an object with nothing else in it is no message.
// What a client calls its body is not trusted: curl labels whatever it sends as a form, so only what has one of the fields is one.
import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { readPacket } from "../../core/json/front.ts";

export interface Content {
  readonly sid?: string | undefined;
  readonly apikey?: string | undefined;
  /** undefined = no message */
  readonly message?: string | undefined;
  readonly bytes: number;
}

export type Body = Content | "too-big" | "not-text" | "gone";

/** False when the header fields say that no body follows. */
export function hasBody(request: IncomingMessage): boolean {
  return (
    request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0
  );
}

/** `given` is called once. What is too big is not kept: the rest of it is let through unseen, so that the client hears the answer. */
export function readBody(request: IncomingMessage, maxBytes: number, given: (body: Body) => void): void {
  let chunks: Buffer[] | undefined = [];
  let bytes = 0;
  const settle = (body: Body | Promise<Body>): void => {
    if (chunks === undefined) return;
    chunks = undefined;
    if (body instanceof Promise) void body.then(given);
    else given(body);
  };
  request.on("error", () => settle("gone"));
  request.on("close", () => settle("gone"));
  request.on("end", () => {
    if (chunks !== undefined) settle(understand(Buffer.concat(chunks), request.headers["content-type"]));
  });
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) settle("too-big");
    else chunks?.push(chunk);
  });
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) settle("too-big");
}

function understand(body: Buffer, type = ""): Body | Promise<Body> {
  const bytes = body.length;
  if (/^multipart\/form-data\b/i.test(type)) return readMultipart(body, type);
  if (!isUtf8(body)) return "not-text";
  const text = body.toString();
  if (text === "") return { bytes };
  if (/^application\/x-www-form-urlencoded\b/i.test(type) && !/^\s*\{/.test(text)) {
    const fields = new URLSearchParams(text);
    const [sid, apikey] = [fields.get("sid") ?? undefined, fields.get("apikey") ?? undefined];
    if (sid !== undefined || apikey !== undefined) return { sid, apikey, bytes };
  }
  if (!text.includes('"sid"') && !text.includes('"apikey"')) return { message: text, bytes };
  const packet = readPacket(text);
  const isEmpty = !packet.ok && packet.empty;
  return { sid: packet.sid, apikey: packet.apikey, message: isEmpty ? undefined : text, bytes };
}

async function readMultipart(body: Buffer, type: string): Promise<Body> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
    const field = (name: string): string | undefined => {
      const value = form.get(name);
      return typeof value === "string" ? value : undefined;
    };
    return { sid: field("sid"), apikey: field("apikey"), bytes: body.length };
  } catch {
    return "not-text";
  }
}
