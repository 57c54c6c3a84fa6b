// Listening: addresses as the operator writes them, and failures in words that end with what to try.
// `localhost` is both loopback addresses under one port; IPv6 is left out where the machine has none.
import type { Server } from "node:http";

export interface Listen {
  /** name or address; "*" = every address of the machine */
  readonly host: string;
  /** 0 = any free one */
  readonly port: number;
}

/** The address cannot be listened on; the message ends with what to try. */
export class CannotListen extends Error {
  override readonly name = "CannotListen";
}

const attempts = 10;
const noIpv6 = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL", "ENETUNREACH"]);

/**
 * `HOST:PORT`, `[IPv6]:PORT`, `:PORT` or `*:PORT` (all addresses).
 * @throws RangeError for anything else
 */
export function parseListen(text: string): Listen {
  const [, bracketed, plain = "", port] = /^(?:\[([^\]]+)\]|([^:[\]\s]*)):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new RangeError(
      `not an address to listen on: "${text}"; write HOST:PORT, for example localhost:6060`,
    );
  }
  return { host: bracketed ?? (plain === "" ? "*" : plain), port: Number(port) };
}

export function formatListen({ host, port }: Listen): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Opens one address with as many servers as it takes; returns them with the port they got.
 * @throws CannotListen
 */
export async function listenOn(
  create: () => Server,
  wanted: Listen,
): Promise<{ servers: Server[]; at: Listen }> {
  for (let attempt = 1; ; attempt++) {
    const opened: Server[] = [];
    try {
      // oxlint-disable-next-line no-await-in-loop
      const port = await openAll(create, wanted, opened);
      return { servers: opened, at: { host: wanted.host, port } };
    } catch (error) {
      for (const server of opened) server.close();
      const isUnlucky = wanted.port === 0 && codeOf(error) === "EADDRINUSE" && attempt < attempts;
      if (!isUnlucky) throw explained(error, wanted);
    }
  }
}

async function openAll(create: () => Server, { host, port }: Listen, opened: Server[]): Promise<number> {
  const open = async (address: string | undefined, at: number): Promise<number> => {
    const server = create();
    await listening(server, address, at);
    opened.push(server);
    return portOf(server);
  };
  if (host !== "localhost") return open(host === "*" ? undefined : host, port);
  const shared = await open("127.0.0.1", port);
  try {
    await open("::1", shared);
  } catch (error) {
    if (!noIpv6.has(codeOf(error))) throw error;
  }
  return shared;
}

function listening(server: Server, host: string | undefined, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function codeOf(error: unknown): string {
  return error instanceof Error ? String(Reflect.get(error, "code") ?? "") : "";
}

function explained(error: unknown, wanted: Listen): CannotListen {
  const at = formatListen(wanted);
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: `${at} is in use by another program, perhaps by a server that still runs; stop that one, or choose another port with --listen HOST:PORT`,
    EACCES: `no permission to listen on ${at}; use a port above 1023 with --listen HOST:PORT, behind a reverse proxy if it must be a lower one`,
    EADDRNOTAVAIL: `this machine has no address ${wanted.host}; list its addresses (ip addr), or use --listen localhost:${wanted.port}`,
    ENOTFOUND: `the name ${wanted.host} is unknown; use an address of this machine with --listen HOST:PORT`,
  };
  const why = error instanceof Error ? error.message : String(error);
  const text =
    words[codeOf(error)] ?? `cannot listen on ${at} (${why}); try another address with --listen HOST:PORT`;
  return new CannotListen(text, { cause: error });
}
