// The contract of Store as tests: every adapter runs them. No runner inside; `test` and `assert` are handed in.
// `home` makes an empty place for data; `open` opens a store on it, again after the former one was closed.
import { accountTests } from "./store-suite/accounts.ts";
import { commitTests } from "./store-suite/commits.ts";
import { concurrencyTests } from "./store-suite/concurrency.ts";
import { erasureTests } from "./store-suite/erasures.ts";
import { keyTests } from "./store-suite/keys.ts";
import { messageTests } from "./store-suite/messages.ts";
import { pageTests } from "./store-suite/pages.ts";
import { modelTests } from "./store-suite/random.ts";
import { subscriptionTests } from "./store-suite/subscriptions.ts";
import { sweepTests } from "./store-suite/sweeps.ts";
import { tagTests } from "./store-suite/tags.ts";
import { topicTests } from "./store-suite/topics.ts";
import type { Store } from "./store.ts";

export interface StoreHome {
  open(): Promise<Store>;
  /** removes what is there; every store on it was closed */
  dispose(): Promise<void>;
}

export interface StoreSuite {
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  readonly assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): void;
    rejects(promise: Promise<unknown>, error: RegExp): Promise<void>;
  };
  readonly home: () => Promise<StoreHome>;
  /** histories of the random test */
  readonly rounds?: number;
}

/** What the parts of the suite work with: a test gets an open store, which is closed and removed after it. */
export interface Bench {
  readonly assert: StoreSuite["assert"];
  readonly rounds: number;
  readonly check: (name: string, run: (store: Store, home: StoreHome) => Promise<unknown>) => void;
}

export function storeSuite({ test, assert, home, rounds = 40 }: StoreSuite): void {
  const bench: Bench = {
    assert,
    rounds,
    check(name, run) {
      test(`store: ${name}`, async () => {
        const place = await home();
        const store = await place.open();
        try {
          await run(store, place);
        } finally {
          await store.close();
          await place.dispose();
        }
      });
    },
  };
  commitTests(bench);
  concurrencyTests(bench);
  messageTests(bench);
  keyTests(bench);
  pageTests(bench);
  erasureTests(bench);
  topicTests(bench);
  tagTests(bench);
  subscriptionTests(bench);
  accountTests(bench);
  sweepTests(bench);
  modelTests(bench);
}
