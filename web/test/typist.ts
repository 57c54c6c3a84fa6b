// Somebody without a browser, on the wire: for what is too much to do by hand.
import { connect } from "natter-client/wire";
import type { Pres, Session } from "natter-client/wire";
import { apiKey } from "../../clients/js/test/real-server.ts";

const atOnce = 100;

export class Typist {
  readonly session: Session;
  readonly user: string;
  readonly #listeners: Set<(heard: Pres) => void>;

  static async logIn(url: string, name: string, password: string): Promise<Typist> {
    const listeners = new Set<(heard: Pres) => void>();
    const pres = (heard: Pres): void => listeners.forEach((listener) => listener(heard));
    const session = await connect({ url, apiKey, transports: ["websocket"] }, { pres });
    const { ctrl } = await session.request("login", { secret: `${name}:${password}` });
    return new Typist(session, String(ctrl?.params?.["uid"]), listeners);
  }

  static async signUp(url: string, name: string, password: string): Promise<Typist> {
    const session = await connect({ url, apiKey, transports: ["websocket"] });
    const auth = [{ secret: `${name}:${password}` }];
    await session.request("acc", { user: "new", auth, init: { public: { fn: `${name} Example` } } });
    session.close();
    return Typist.logIn(url, name, password);
  }

  constructor(session: Session, user: string, listeners: Set<(heard: Pres) => void>) {
    this.session = session;
    this.user = user;
    this.#listeners = listeners;
  }

  /** In this order, as many at a time as a topic takes. */
  async write(topic: string, contents: readonly string[]): Promise<void> {
    for (let from = 0; from < contents.length; from += atOnce) {
      const some = contents.slice(from, from + atOnce);
      await Promise.all(some.map((content) => this.session.request("pub", { topic, content })));
    }
  }

  /** Resolves when somebody comes into a topic or leaves it, from now on. */
  hears(topic: string, user: string, what: "on" | "off"): Promise<void> {
    return new Promise((resolve) => {
      const listener = (heard: Pres): void => {
        if (heard.topic !== topic || heard.user !== user || heard.what !== what) return;
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  close(): void {
    this.session.close();
  }
}
