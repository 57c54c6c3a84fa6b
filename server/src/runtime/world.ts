// What the parts of one running server share: the ports, the settings, and who and what is in memory.
import type { TokenOf } from "../core/verb.ts";
import type { Clock } from "../ports/clock.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { PasswordScheme } from "../ports/auth.ts";
import type { Store } from "../ports/store.ts";
import type { Topics } from "./activation.ts";
import type { Attempts } from "./attempts.ts";
import type { Log } from "./log.ts";
import type { Marks } from "./marks.ts";
import type { Metrics } from "./metrics.ts";
import type { Flusher } from "./outbox.ts";
import type { People } from "./people.ts";
import type { Presence } from "./presence.ts";
import type { Rates } from "./rate.ts";
import type { Session } from "./session.ts";
import type { Settings } from "./settings.ts";
import type { Sweep } from "./sweep.ts";

export interface World {
  readonly store: Store;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly passwords: PasswordScheme;
  readonly settings: Settings;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly rates: Rates;
  /** the tokens of groups */
  readonly tokenOf: TokenOf;
  readonly attempts: Attempts;
  readonly flusher: Flusher;
  readonly people: People;
  readonly topics: Topics;
  readonly marks: Marks;
  readonly presence: Presence;
  readonly sweep: Sweep;
  /** no new sessions, no new input */
  isDraining: boolean;
  /** a topic's newest message has this time; one far ahead of the clock is reported */
  noticeTime(ts: number): void;
  /** a session has logged in */
  known(session: Session): void;
  /** a session ended */
  forget(session: Session): void;
}
