// The whole of it for an application: who is logged in, `me`, and the topics. Knows no wire: a Backend is handed in.
import { ignore } from "../values/within.ts";
import { p2pName } from "../values/ids.ts";
import { can } from "../values/mode.ts";
import { NatterError } from "../values/natter-error.ts";
import { standardPlatform } from "../values/platform.ts";
import type { Platform } from "../values/platform.ts";
import { MemoryCache } from "./cache.ts";
import type { Cache } from "./cache.ts";
import { Connection } from "./connection.ts";
import type { Home } from "./home.ts";
import { Keeper } from "./keeper.ts";
import type { Backend, Credentials, Link, Login, Subscription } from "./link.ts";
import { Me } from "./me.ts";
import type { Unsent } from "./outbox.ts";
import { Topic } from "./topic.ts";
import type {
  Contact,
  DefaultAccess,
  Description,
  Found,
  GroupOf,
  PrivateOf,
  RequestOptions,
  Types,
  UserOf,
} from "./types.ts";

export interface ModelOptions {
  /** default: in memory, so nothing outlives the process */
  readonly cache?: Cache;
  /** how long a login token lives, as "24h"; at most a week; default 12h */
  readonly tokenLife?: string;
  /** attach to `me` after login: be seen as online, have the list of topics; default true */
  readonly attachMe?: boolean;
  /**
   * names this client instance, as `login.tag` of an earlier run: what it has seen is counted for it (`seenHere`).
   * Default: the one in the cache, else a new one
   */
  readonly tag?: string;
  readonly platform?: Platform;
}

/** Who is logged in on this device, as it is kept. */
export interface SavedLogin extends Login {
  /** names this client instance */
  readonly tag: string;
}

const againMs = 1000;

type UnsentByTopic = Readonly<Record<string, readonly Unsent[]>>;
/** Each client has an entry of its own, so that two pages on one cache do not overwrite each other's. */
const unsentPrefix = "unsent/";

export class ModelClient<T extends Types = Types> implements Home {
  readonly connection: Connection;
  readonly me: Me<T>;
  /** @internal */
  readonly platform: Platform;
  /** @internal */
  readonly keeper: Keeper;
  /** @internal */
  listing: Promise<unknown> = Promise.resolve();
  readonly #options: ModelOptions;
  readonly #topics = new Map<string, Topic<T>>();
  #login: SavedLogin | undefined;
  #tag: string;
  readonly #unsentKey: string;
  /** how to log in: by the first of these that is good */
  #ways: readonly Credentials[] = [];
  #restored: Promise<void> | undefined;

  constructor(backend: Backend, options: ModelOptions = {}) {
    this.#options = options;
    const platform = (this.platform = options.platform ?? standardPlatform);
    this.keeper = new Keeper(options.cache ?? new MemoryCache(), this);
    this.#tag = platform.newKey();
    this.#unsentKey = `${unsentPrefix}${platform.newKey()}`;
    this.connection = new Connection(backend, platform, {
      logIn: (link) => this.restored().then(() => this.#authenticate(link)),
      ready: (link) => void this.#ready(link),
      lost: () => this.#lost(),
      message: (topic, message) => (topic === "me" ? this.me : this.#topics.get(topic))?.message(message),
      evicted: (topic) => this.#topics.get(topic)?.evicted(),
      presence: (topic, user, what) => {
        this.#topics.get(topic)?.presence(user, what);
        if (topic === "me" || user === undefined) this.me.presence(topic, user, what);
      },
    });
    this.me = new Me<T>(this);
  }

  /** Who is logged in, or was and will be again when the connection is back. */
  get user(): string | undefined {
    return this.#login?.user;
  }

  /** The login as it is kept; for an application that keeps it elsewhere too: its `token` logs in, its `tag` is an option. */
  get login(): SavedLogin | undefined {
    return this.#login;
  }

  // ---- coming and going

  /**
   * Show what was kept, and connect; whoever was logged in is again. Resolves when the cache was read, with that user.
   * Without a login the session is anonymous.
   */
  async start(): Promise<string | undefined> {
    await this.restored();
    this.connection.start();
    return this.user;
  }

  /** Stop and keep everything. `start` goes on. */
  async stop(): Promise<void> {
    // over long polling nothing else tells the server
    await this.connection.link?.within({ timeoutMs: 1000 }).leave("me", false).catch(ignore);
    this.connection.stop();
    await this.keeper.flush();
  }

  /**
   * Log in, and stay so: after every loss of the connection by token. Resolves with the user.
   * @throws NatterError by rejection: 401 wrong name, password or token; 403 disabled; 409 somebody else is logged in
   */
  async logIn(by: Credentials, options?: RequestOptions): Promise<string> {
    await this.restored();
    const { link } = this.connection;
    if (this.user && link) throw new NatterError(409, "already authenticated", { word: "login" });
    const former = this.#ways;
    this.#ways = [by];
    try {
      // where there is no link yet, it logs in before it is up
      if (!link) this.#reconnect();
      await this.connection.use("login", undefined, options, async (within) => {
        if (!link) return;
        await this.#authenticate(within);
        void this.#ready(link);
      });
    } catch (error) {
      if (!(error as NatterError).canRetry) this.#ways = former;
      throw error;
    }
    return this.user ?? "";
  }

  /** Forget the login and everything that was kept on this device. The token stays valid until it expires. */
  async logOut(): Promise<void> {
    this.connection.stop();
    await this.#forget();
  }

  // ---- accounts

  /**
   * Make an account; does not log in. Resolves with its user id.
   * @throws NatterError by rejection: 400 name or password not allowed, 409 the name is taken
   */
  createAccount(
    account: {
      readonly name: string;
      readonly password: string;
      readonly public?: UserOf<T>;
      readonly private?: PrivateOf<T>;
      readonly defaultAccess?: DefaultAccess;
      readonly tags?: readonly string[];
    },
    options?: RequestOptions,
  ): Promise<string> {
    const { name, password, ...about } = account;
    this.connection.start();
    return this.connection.use("acc", undefined, options, (link) =>
      link.createAccount(name, password, about),
    );
  }

  /** A new password for the account of that name. Ends its other sessions and all tokens; logs in anew for a token. */
  async changePassword(name: string, password: string, options?: RequestOptions): Promise<void> {
    await this.connection.use("acc", undefined, options, (link) => link.setPassword(name, password));
    this.#ways = [{ name, password }];
    this.#reconnect();
  }

  /** Nobody can log in with a password any more; tokens are void. */
  async deletePassword(options?: RequestOptions): Promise<void> {
    await this.connection.use("acc", undefined, options, (link) => link.setPassword("", null));
    this.#ways = [];
  }

  // ---- topics

  /**
   * A group, a conversation by its name, or by the id of the other user. The same object each time. Sends nothing.
   * @throws NatterError 401 for the id of a user when nobody is logged in; RangeError for the own id, or what is none
   */
  topic(name: string): Topic<T> {
    const isUser = name.startsWith("usr");
    if (isUser && !this.user) throw unauthenticated("sub", name);
    const real = isUser ? p2pName(this.user ?? "", name) : name;
    const topic = this.#topics.get(real) ?? new Topic<T>(real, this);
    this.#topics.set(real, topic);
    return topic;
  }

  /** Make a group and open it. With `bearer` whoever has the link joins with that mode. */
  async createGroup(
    about: {
      readonly public?: GroupOf<T>;
      readonly private?: PrivateOf<T>;
      readonly defaultAccess?: DefaultAccess;
      readonly tags?: readonly string[];
      readonly bearer?: { readonly mode: string };
    } = {},
    options?: RequestOptions,
  ): Promise<Topic<T>> {
    const name = await this.connection.use("sub", "new", options, (link) => link.createGroup(about));
    return this.#opened(name, {}, options);
  }

  /** Join a group by the token of its link. */
  joinByLink(name: string, token: string, options?: RequestOptions): Promise<Topic<T>> {
    return this.#opened(name, { bearer: token }, options);
  }

  async #opened(name: string, how: Subscription, options?: RequestOptions): Promise<Topic<T>> {
    const topic = this.topic(name);
    await topic.open(how, options);
    return topic;
  }

  /** What everybody may see of a user. */
  describeUser(user: string, options?: RequestOptions): Promise<Description<UserOf<T>>> {
    return this.connection.use("get", user, options, (link) => link.describe(user)) as Promise<
      Description<UserOf<T>>
    >;
  }

  /** Users and groups by their tags: `a b` has both, `a,b` any, `ali*` begins so. Ask when typing pauses. */
  find(query: string, options?: RequestOptions): Promise<readonly Found<T>[]> {
    return this.connection.use("get", "fnd", options, (link) => link.find(query)) as Promise<
      readonly Found<T>[]
    >;
  }

  // ---- the life of a link

  #reconnect(): void {
    this.connection.stop();
    this.connection.start();
  }

  async #authenticate(link: Link): Promise<void> {
    const ways = this.#ways;
    const { tag = this.#tag, tokenLife } = this.#options;
    // never an anonymous session under his name
    if (this.user && ways.length === 0) throw unauthenticated("login");
    for (const by of ways) {
      try {
        return await this.#loggedIn({ ...(await link.logIn(by, tag, tokenLife)), tag });
      } catch (error) {
        if ((error as NatterError).code !== 401 || by === ways.at(-1)) throw error;
      }
    }
  }

  /** From now on by token; by the password of this run when the token is not good any more. */
  async #loggedIn(login: SavedLogin): Promise<void> {
    const passwords = this.#ways.filter((by) => "name" in by);
    if (this.user && this.user !== login.user) await this.#forget();
    this.#ways = [login, ...passwords];
    this.#login = login;
    void this.keeper.now("login", login);
  }

  /** Topics after the list: one that was left elsewhere must not be joined again. */
  async #ready(link: Link): Promise<void> {
    if (this.connection.link !== link) return;
    try {
      if (this.user && this.#options.attachMe !== false) await (this.listing = this.me.attach(link));
      this.#topics.forEach((topic) => topic.attach(link));
    } catch (error) {
      if (!(error instanceof NatterError)) throw error;
      if (error.canRetry) this.platform.after(againMs, () => void this.#ready(link));
      else this.connection.stop(error);
    }
  }

  #lost(): void {
    this.me.lost();
    this.#topics.forEach((topic) => topic.lost());
  }

  /** @internal the list of the server: what is not in it any more is not kept, nor messages where it knows of none */
  listed(contacts: readonly Contact[], former: readonly Contact[]): void {
    const isInbox = this.connection.link?.has("inbox");
    const all = new Map<string, Contact | undefined>(former.map(({ topic }) => [topic, undefined]));
    for (const contact of contacts) all.set(contact.topic, contact);
    for (const [name, contact] of all) {
      const topic = this.#topics.get(name);
      const isEmpty = isInbox && contact && !contact.last && can(contact.mode, "R");
      if (!contact || isEmpty) this.keeper.later(`topic/${name}`, ignore);
      if (isEmpty) void topic?.clear();
      topic?.listed(contact?.mode);
    }
    void this.keeper.flush();
  }

  /** @internal */
  isOpen(topic: string): boolean {
    return this.#topics.get(topic)?.link !== undefined;
  }

  // ---- what is kept

  /** @internal */
  restored(): Promise<void> {
    this.#restored ??= (async () => {
      this.#login = await this.keeper.read<SavedLogin>("login");
      if (!this.#login) return;
      this.#tag = this.#login.tag;
      this.#ways = [this.#login];
      await this.me.restore(this.#login.user);
      await this.#adoptUnsent();
    })();
    return this.#restored;
  }

  /**
   * Take over what others left, in one step. Another page may be alive and send it as well: with the same keys, so it is stored once.
   */
  async #adoptUnsent(): Promise<void> {
    for (const unsent of await this.keeper.take<UnsentByTopic>(unsentPrefix)) {
      for (const [name, messages] of Object.entries(unsent)) this.topic(name).restore(messages);
    }
    this.keep();
  }

  /** @internal */
  keep(): void {
    if (!this.user) return;
    const all = [...this.#topics].map(([name, { unsent }]) => [name, unsent] as const);
    void this.keeper.now(this.#unsentKey, Object.fromEntries(all.filter(([, unsent]) => unsent.length > 0)));
  }

  async #forget(): Promise<void> {
    this.#login = undefined;
    this.#ways = [];
    this.#tag = this.platform.newKey();
    this.#topics.forEach((topic) => topic.reset());
    this.#topics.clear();
    this.me.reset();
    await this.keeper.clear();
  }
}

function unauthenticated(word: string, topic?: string): NatterError {
  return new NatterError(401, "not authenticated", { word, topic });
}
