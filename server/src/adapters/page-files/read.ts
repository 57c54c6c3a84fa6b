// Reads the files of a built page from their folder: what each is called on the wire, of what type it is, how long it may be kept.
// Names that begin with a dot are not part of the page. Files whose name holds their hash (`assets/`) never change.
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

/** A file as it is served, before it is compressed. */
export interface Source {
  readonly paths: readonly string[];
  readonly type: string;
  readonly isText: boolean;
  readonly cacheControl: string;
  readonly bytes: Buffer;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".ico": "image/x-icon",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".png": "image/png",
  ".wav": "audio/wav",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};
const unknownType = "application/octet-stream";

const foreverSeconds = 31_536_000;
const keyPlace = /(<meta name="natter-api-key" content=")("\s*\/?>)/;

/**
 * @param apiKey put into the page, which has a place for it
 * @throws Error when the folder cannot be read or holds no page
 */
export async function readSources(folder: string, apiKey: string): Promise<readonly Source[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((name) => !name.split("/").some((part) => part.startsWith(".")));
  if (!names.includes("index.html")) throw new Error("there is no index.html");
  return Promise.all(names.map(async (name) => sourceOf(name, await readFile(join(folder, name)), apiKey)));
}

function sourceOf(name: string, bytes: Buffer, apiKey: string): Source {
  const isPage = name === "index.html";
  const type = types[extname(name).toLowerCase()] ?? unknownType;
  return {
    paths: isPage ? ["/", "/index.html"] : [`/${name}`],
    type,
    isText: /^text\/|json$|xml$/.test(type.replace(/;.*/, "")),
    cacheControl: name.startsWith("assets/") ? `public, max-age=${foreverSeconds}, immutable` : "no-cache",
    bytes: isPage ? withKey(bytes, apiKey) : bytes,
  };
}

/** The page learns the key without asking for it, and it is part of what the ETag says. */
function withKey(page: Buffer, apiKey: string): Buffer {
  const text = page.toString("utf8");
  if (!keyPlace.test(text)) throw new Error("index.html has no place for the API key");
  return Buffer.from(
    text.replace(keyPlace, (_all, before: string, after: string) => before + apiKey + after),
  );
}
