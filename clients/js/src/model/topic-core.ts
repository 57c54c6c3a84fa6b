// What is here of one topic, for all parts of it: where it is attached, what the application sees, and what of it is kept for the next run.
import { NatterError } from "../values/natter-error.ts";
import type { Home } from "./home.ts";
import type { Link, Subscription } from "./link.ts";
import { MessageLog } from "./message-log.ts";
import { Outbox } from "./outbox.ts";
import type { Unsent } from "./outbox.ts";
import { State } from "./state.ts";
import type { Watchable } from "./state.ts";
import type {
  ContentOf,
  Description,
  Member,
  Message,
  PrivateOf,
  PublicOf,
  RequestOptions,
  Sent,
  Types,
  UserOf,
} from "./types.ts";

export interface TopicSnapshot<T extends Types = Types> {
  readonly name: string;
  /**
   * closed: not attached, not wanted · opening: being attached, or offline · open · waiting: for somebody's approval ·
   * banned · gone: left elsewhere, deleted, or no such topic · refused: see `error`
   */
  readonly state: "closed" | "opening" | "open" | "waiting" | "banned" | "gone" | "refused";
  readonly error?: NatterError | undefined;
  readonly description?: Description<PublicOf<T>, PrivateOf<T>> | undefined;
  readonly members: readonly Member<UserOf<T>, PrivateOf<T>>[];
  /** ascending, without a hole; behind them what the user wrote and what is not stored yet */
  readonly messages: readonly Message<ContentOf<T>>[];
  /** there are older ones: `loadEarlier` */
  readonly hasEarlier: boolean;
}

/** What is kept of a topic. */
interface Kept {
  readonly description?: Description | undefined;
  readonly members: readonly Member[];
  readonly messages: readonly Sent[];
  readonly hasEarlier: boolean;
}

const keptMessages = 200;
/** What failed is tried again after so long. */
export const againMs = 1000;

export abstract class TopicCore<T extends Types> implements Watchable<TopicSnapshot<T>> {
  readonly name: string;
  readonly subscribe: Watchable<TopicSnapshot<T>>["subscribe"];
  readonly getSnapshot: () => TopicSnapshot<T>;
  /** @internal */
  readonly home: Home;
  protected readonly state: State<TopicSnapshot>;
  protected readonly log = new MessageLog();
  protected readonly outbox: Outbox;
  /** the cache was read */
  protected readonly restored: Promise<void>;
  #isRestored = false;
  /** attach, now and after every reconnect */
  protected isWanted = false;
  /** @internal on this link it is attached */
  link: Link | undefined;

  constructor(name: string, home: Home) {
    this.name = name;
    this.home = home;
    this.state = new State<TopicSnapshot>({
      name,
      state: "closed",
      members: [],
      messages: [],
      hasEarlier: true,
    });
    this.subscribe = this.state.subscribe;
    this.getSnapshot = this.state.getSnapshot as () => TopicSnapshot<T>;
    this.outbox = new Outbox(this);
    this.restored = this.#restore();
  }

  protected get snapshot(): TopicSnapshot {
    return this.state.getSnapshot();
  }

  /** Not before it is attached again, where that is wanted: the server tells strangers little. */
  protected use<R>(
    word: string,
    options: RequestOptions | undefined,
    run: (link: Link) => Promise<R>,
  ): Promise<R> {
    return this.home.connection.use(word, this.name, options, run, this.state);
  }

  protected error(code: number, text: string, word = "sub"): NatterError {
    return new NatterError(code, text, { word, topic: this.name });
  }

  /** @internal it was just published */
  message(message: Sent): void {
    this.log.live(message);
    this.show();
    this.home.me.said(this.name, message);
  }

  protected detach(state: TopicSnapshot["state"], error?: NatterError): void {
    this.link = undefined;
    this.log.lose();
    this.show({ state, error });
  }

  /** There is nothing any more. */
  protected remove(error = this.error(404, "not found")): void {
    this.isWanted = false;
    this.log.restore([], false);
    this.detach("gone", error);
    this.show({ members: [], description: undefined });
    this.outbox.refuse(error);
    this.home.keep();
    void this.home.keeper.now(`topic/${this.name}`);
    this.home.me.refreshSoon();
  }

  /** @internal with these changes, and with what the messages are now */
  show(changes: Partial<TopicSnapshot> = {}): void {
    const messages = [...this.log.messages, ...this.outbox.messages()];
    this.state.update({ ...changes, messages, hasEarlier: this.log.hasEarlier });
    // what is not read yet must not be overwritten
    if (!this.#isRestored || !this.home.user || this.snapshot.state === "gone") return;
    this.home.keeper.later(`topic/${this.name}`, (): Kept => {
      const { description, members } = this.snapshot;
      const messages = this.log.messages.slice(-keptMessages);
      const hasEarlier = this.log.hasEarlier || messages.length < this.log.messages.length;
      return { description, members, messages, hasEarlier };
    });
  }

  abstract open(how?: Subscription, options?: RequestOptions): Promise<void>;

  /** @internal what it would not be joined again for is not kept */
  get unsent(): readonly Unsent[] {
    return this.snapshot.state === "gone" ? [] : this.outbox.unsent;
  }

  /** @internal from an earlier run: to be sent as soon as possible, but for what was refused */
  restore(unsent: readonly Unsent[]): void {
    this.outbox.restore(unsent);
    this.isWanted ||= this.outbox.next !== undefined;
    this.show({ state: this.isWanted ? "opening" : "closed" });
  }

  async #restore(): Promise<void> {
    await this.home.restored();
    const kept = await this.home.keeper.read<Kept>(`topic/${this.name}`);
    this.#isRestored = true;
    if (!kept || this.log.last !== undefined) return;
    const { description, members, messages, hasEarlier } = kept;
    this.log.restore(messages, hasEarlier);
    this.show({ description, members });
  }
}
