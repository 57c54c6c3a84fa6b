// The network between a browser and the server, as a cable that can be pulled: what is open breaks, and nothing new gets through.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

export class Cable {
  readonly #ends = new Set<Socket>();
  readonly #server = createServer((near) => {
    if (this.#isPulled) return void near.destroy();
    const far = connect(Number(new URL(this.#url).port), "127.0.0.1");
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#ends.add(end);
      end
        .on("error", () => {})
        .on("close", () => {
          this.#ends.delete(end);
          other.destroy();
        });
      end.pipe(other);
    }
  });
  readonly #url: string;
  #isPulled = false;

  static async to(url: string): Promise<Cable> {
    const cable = new Cable(url);
    cable.#server.listen(0, "127.0.0.1");
    await once(cable.#server, "listening");
    return cable;
  }

  constructor(url: string) {
    this.#url = url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  pull(): void {
    this.#isPulled = true;
    for (const end of this.#ends) end.destroy();
  }

  plug(): void {
    this.#isPulled = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.pull();
    this.#server.close();
    await once(this.#server, "close");
  }
}
