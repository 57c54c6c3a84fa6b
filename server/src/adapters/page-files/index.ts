// The files of a built page as endpoints, one for each file. Everything is read and compressed once at the start: a request chooses among
// what is in memory, and no path of a request ever leads to a disk.
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { pageHeaders } from "./headers.ts";
import { has, takes, type Compressed } from "./negotiate.ts";
import { readSources, type Source } from "./read.ts";

type Headers = Readonly<Record<string, string>>;

/** A file in one coding, with all that its answers say. */
interface Form {
  readonly etag: string;
  readonly bytes: Buffer;
  /** of a 304; a 200 says more */
  readonly unchanged: Headers;
  readonly headers: Headers;
}

/**
 * @param folder what the build of the page left
 * @param apiKey the key that the page connects with
 * @throws Error when the folder cannot be read or holds no page
 */
export async function openPageFiles(folder: string, apiKey: string): Promise<readonly PageFile[]> {
  const sources = await readSources(folder, apiKey);
  return Promise.all(sources.map(async (source) => new PageFile(source.paths, await formsOf(source))));
}

/** The forms of one file: compressed, the smallest first, and plain. */
interface Forms {
  readonly compressed: readonly (Form & { readonly coding: Compressed })[];
  readonly plain: Form;
}

export class PageFile {
  readonly paths: readonly string[];
  readonly #forms: Forms;

  constructor(paths: readonly string[], forms: Forms) {
    this.paths = paths;
    this.#forms = forms;
  }

  request(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== "GET" && request.method !== "HEAD") return refuseMethod(response);
    const form = this.#formFor(request.headers["accept-encoding"]);
    const isKnown = has(request.headers["if-none-match"], form.etag);
    response.writeHead(isKnown ? 304 : 200, isKnown ? form.unchanged : form.headers);
    response.end(isKnown || request.method === "HEAD" ? undefined : form.bytes);
  }

  /** Who refuses every form gets the plain one: an answer that may be read is better than none. */
  #formFor(accepted: string | undefined): Form {
    return this.#forms.compressed.find((form) => takes(accepted, form.coding)) ?? this.#forms.plain;
  }
}

const notAllowed = "Only GET and HEAD are served here";

function refuseMethod(response: ServerResponse): void {
  response.writeHead(405, {
    ...pageHeaders,
    Allow: "GET, HEAD",
    "Cache-Control": "no-store",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(notAllowed),
  });
  response.end(notAllowed);
}

// ---- the forms

const compressors: Readonly<Record<Compressed, (bytes: Buffer) => Promise<Buffer>>> = {
  // the best quality would take most of a second of every start
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

async function formsOf(source: Source): Promise<Forms> {
  const codings = source.isText ? (["br", "gzip"] as const) : [];
  const compressed = await Promise.all(
    codings.map(async (coding) => ({ coding, bytes: await compressors[coding](source.bytes) })),
  );
  const smaller = compressed.filter(({ bytes }) => bytes.length < source.bytes.length);
  const always = {
    ...pageHeaders,
    "Cache-Control": source.cacheControl,
    ...(smaller.length > 0 ? { Vary: "Accept-Encoding" } : {}),
  };
  return {
    compressed: smaller.map(({ coding, bytes }) => ({
      coding,
      ...formOf(bytes, always, { "Content-Type": source.type, "Content-Encoding": coding }),
    })),
    plain: formOf(source.bytes, always, { "Content-Type": source.type }),
  };
}

function formOf(bytes: Buffer, always: Headers, content: Headers): Form {
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  const unchanged = { ...always, ETag: etag };
  return {
    etag,
    bytes,
    unchanged,
    headers: { ...unchanged, ...content, "Content-Length": String(bytes.length) },
  };
}
