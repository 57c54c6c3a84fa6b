// Keeps a link up: connects, connects again after a random time that grows, at once when the network comes back.
// A refusal that repeating cannot mend ends it: a wrong API key, a login that is not accepted any more.
import { NatterError, noAnswer } from "../values/natter-error.ts";
import type { Platform } from "../values/platform.ts";
import { ignore, within } from "../values/within.ts";
import type { Backend, Link, LinkListener } from "./link.ts";
import { State } from "./state.ts";
import type { Watchable } from "./state.ts";
import type { RequestOptions } from "./types.ts";

export interface ConnectionSnapshot {
  /** "stopped": not wanted, or refused (then with `error`) */
  readonly state: "stopped" | "connecting" | "online" | "waiting";
  readonly transport?: string | undefined;
  /** of "waiting": when the next attempt begins, ms since the epoch */
  readonly retryAt?: number | undefined;
  /** why it is not online */
  readonly error?: NatterError | undefined;
}

const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** A link that lived so long was a good one. */
const goodAfterMs = 10_000;
const defaultTimeoutMs = 30_000;
/** The network came back, perhaps another one: the link may be dead without a word. */
const probeMs = 5000;

interface Owner extends Omit<LinkListener, "closed"> {
  /** make the new link ready for requests; whatever it throws decides whether to try again */
  logIn(link: Link): Promise<void>;
  /** after "online" */
  ready(link: Link): void;
  lost(): void;
}

export class Connection implements Watchable<ConnectionSnapshot> {
  readonly #backend: Backend;
  readonly #platform: Platform;
  readonly #owner: Owner;
  readonly #snapshot = new State<ConnectionSnapshot>({ state: "stopped" });
  /** of the present run, from start to stop; aborted at its end */
  #run: AbortController | undefined;
  #link: Link | undefined;
  #failures = 0;
  /** for the next attempt, or for the link to prove a good one */
  #cancelWait: () => void = ignore;

  constructor(backend: Backend, platform: Platform, owner: Owner) {
    this.#backend = backend;
    this.#platform = platform;
    this.#owner = owner;
  }

  get state(): ConnectionSnapshot["state"] {
    return this.getSnapshot().state;
  }

  readonly subscribe = this.#snapshot.subscribe;
  readonly getSnapshot = this.#snapshot.getSnapshot;

  /** The link that is up and ready. */
  get link(): Link | undefined {
    return this.state === "online" ? this.#link : undefined;
  }

  start(): void {
    if (this.#run) return;
    this.#run = new AbortController();
    this.#failures = 0;
    this.#platform.onOnline?.(() => this.retryNow(), this.#run.signal);
    void this.#connect(this.#run.signal);
  }

  stop(error?: NatterError): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#drop({ state: "stopped", error });
  }

  /** Do not wait any longer for the next attempt; where it seems to be online, find out soon whether it is. */
  retryNow(): void {
    this.link?.probe(probeMs);
    if (this.state !== "waiting" || !this.#run) return;
    this.#cancelWait();
    this.#failures = 0;
    void this.#connect(this.#run.signal);
  }

  /**
   * Do something on the link, waiting for it if need be; all of it within the limits. Rejected while the connection is stopped.
   * @param place not while this is "opening"
   */
  use<R>(
    word: string,
    topic: string | undefined,
    options: RequestOptions = {},
    run: (link: Link) => Promise<R>,
    place?: Watchable<{ readonly state: string }>,
  ): Promise<R> {
    const request = { word, topic };
    const { signal, timeoutMs = defaultTimeoutMs } = options;
    return within(this.#platform, timeoutMs, { signal, request }, (resolve, reject) => {
      const look = (): void => {
        if (!this.#run)
          reject(this.getSnapshot().error ?? new NatterError(noAnswer, "not connected", request));
        else if (this.link && place?.getSnapshot().state !== "opening") {
          stop();
          run(this.link.within(options)).then(resolve, reject);
        }
      };
      const stops = [this, place].map((one) => one?.subscribe(look));
      const stop = (): void => stops.forEach((one) => one?.());
      look();
      return stop;
    });
  }

  async #connect(run: AbortSignal): Promise<void> {
    this.#snapshot.set({ state: "connecting", error: this.getSnapshot().error });
    let isOver = false;
    const failed = (error: NatterError): void => {
      if (isOver || run.aborted) return;
      isOver = true;
      this.#lost(run, error);
    };
    const closed = (text: string): void => failed(new NatterError(noAnswer, text));
    try {
      const link = await this.#backend.open({ ...this.#owner, closed }, run);
      if (run.aborted) return link.close();
      this.#link = link;
      await this.#owner.logIn(link);
      if (isOver || run.aborted) return;
      this.#cancelWait = this.#platform.after(goodAfterMs, () => (this.#failures = 0));
      this.#snapshot.set({ state: "online", transport: link.transport });
      this.#owner.ready(link);
    } catch (error) {
      if (run.aborted) return;
      if (!(error instanceof NatterError)) throw error;
      if (error.canRetry) failed(error);
      else this.stop(error);
    }
  }

  #lost(run: AbortSignal, error: NatterError): void {
    const most = Math.min(longestWaitMs, firstWaitMs * 2 ** this.#failures++);
    const waitMs = this.#platform.random() * most;
    this.#drop({ state: "waiting", error, retryAt: this.#platform.now() + waitMs });
    this.#cancelWait = this.#platform.after(waitMs, () => void this.#connect(run));
  }

  #drop(snapshot: ConnectionSnapshot): void {
    const link = this.#link;
    this.#link = undefined;
    this.#cancelWait();
    this.#snapshot.set(snapshot);
    if (link) this.#owner.lost();
    link?.close();
  }
}
