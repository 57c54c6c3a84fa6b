// A bad network between client and server: TCP connections are cut after so many bytes, in whichever direction they go, or fall silent
// without an end. It knows nothing of what passes through.
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { once } from "node:events";

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  /** bytes that it still lives for */
  left: number;
}

export class CuttingProxy {
  /** connections cut so far */
  cuts = 0;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  /** how many bytes a new connection lives; both directions count. Infinity = it is not cut */
  #bytes: () => number;

  private constructor(target: number, bytes: () => number) {
    this.#bytes = bytes;
    this.#server = createServer((near) => this.#join(near, connect({ host: "127.0.0.1", port: target })));
  }

  /** @param target port on loopback */
  static async open(target: number, bytes: () => number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target, bytes);
    proxy.#server.listen({ host: "127.0.0.1", port: 0 });
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** No further cuts. */
  heal(): void {
    this.#bytes = () => Infinity;
    for (const pair of this.#pairs) pair.left = Infinity;
  }

  /** Nothing passes any more, and nobody is told. */
  freeze(): void {
    for (const { near, far } of this.#pairs) {
      near.removeAllListeners("data").pause();
      far.removeAllListeners("data").pause();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pair of this.#pairs) this.#cut(pair);
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(near: Socket, far: Socket): void {
    const pair = { near, far, left: this.#bytes() };
    this.#pairs.add(pair);
    const pass = (from: Socket, to: Socket): void => {
      from.on("data", (chunk: Buffer) => {
        to.write(chunk.subarray(0, Math.max(0, pair.left)));
        pair.left -= chunk.length;
        if (pair.left > 0 || !this.#pairs.has(pair)) return;
        this.cuts++;
        this.#cut(pair);
      });
      from.on("error", () => this.#cut(pair));
      from.on("close", () => this.#cut(pair));
    };
    near.setNoDelay(true);
    far.setNoDelay(true);
    pass(near, far);
    pass(far, near);
  }

  #cut(pair: Pair): void {
    this.#pairs.delete(pair);
    // what was passed on before is sent; the end comes without a farewell of the protocol above
    pair.near.destroySoon();
    pair.far.destroySoon();
  }
}
