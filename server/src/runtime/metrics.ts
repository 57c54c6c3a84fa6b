// What the operator can measure, in the text format of Prometheus. The runtime bumps plain numbers; they are read only when
// somebody asks (`text`), so counting costs an addition. Names carry their unit; labels are closed lists, never names of users or topics.
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Bumped by the runtime, anywhere, at any rate. */
export interface Counts {
  /** packets taken from sessions, and handed to their transports */
  packetsIn: number;
  packetsOut: number;
  /** messages stored, and {data} packets made of them */
  messagesIn: number;
  messagesOut: number;
  sessionsOpened: number;
  sessionsClosed: number;
  logins: number;
  conflicts: number;
  /** exceptions inside a command (answered 500), and truly uncaught ones */
  bugs: number;
  uncaught: number;
}

/** How much there is at this moment; asked for at each scrape. */
export interface Levels {
  readonly sessions: Readonly<Record<string, number>>;
  readonly users: number;
  /** topics in memory, and sessions in them */
  readonly topics: number;
  readonly attachments: number;
  /** what waits, by queue */
  readonly queues: Readonly<Record<string, number>>;
  readonly residentBytes: number;
  /** event-loop lag since the last scrape, seconds */
  readonly lag?: { readonly mean: number; readonly p99: number; readonly max: number };
  /** 1 = takes traffic */
  readonly ready: boolean;
}

const helpOf: Readonly<Record<keyof Counts, readonly [name: string, help: string]>> = {
  packetsIn: ["natter_packets_in_total", "Packets taken from sessions"],
  packetsOut: ["natter_packets_out_total", "Packets handed to transports"],
  messagesIn: ["natter_messages_in_total", "Messages stored"],
  messagesOut: ["natter_messages_out_total", "Data packets sent to sessions"],
  sessionsOpened: ["natter_sessions_opened_total", "Sessions opened"],
  sessionsClosed: ["natter_sessions_closed_total", "Sessions closed"],
  logins: ["natter_logins_total", "Successful logins"],
  conflicts: ["natter_commit_conflicts_total", "Commits decided again because a version moved"],
  bugs: ["natter_command_exceptions_total", "Commands that failed with an exception and were answered 500"],
  uncaught: ["natter_uncaught_exceptions_total", "Exceptions that nothing caught"],
};

const batchBuckets = [1, 2, 4, 8, 16, 32, 64, 128];
const latencyBuckets = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export class Metrics {
  readonly counts: Counts = {
    packetsIn: 0,
    packetsOut: 0,
    messagesIn: 0,
    messagesOut: 0,
    sessionsOpened: 0,
    sessionsClosed: 0,
    logins: 0,
    conflicts: 0,
    bugs: 0,
    uncaught: 0,
  };
  readonly #registry = new Registry();
  readonly #refusals = new Map<number, number>();
  readonly #batch: Histogram;
  readonly #latency: Histogram;
  #ask: (() => Levels) | undefined;
  #levels: Levels | undefined;

  constructor() {
    const registers = [this.#registry];
    this.#batch = new Histogram({
      name: "natter_commit_commands",
      help: "Commands that one commit stored",
      buckets: batchBuckets,
      registers,
    });
    this.#latency = new Histogram({
      name: "natter_commit_seconds",
      help: "Time from handing a commit to the store to its answer",
      buckets: latencyBuckets,
      registers,
    });
    this.#addCounts();
    this.#addLevels();
  }

  /** A request was answered with that code (400 and above). */
  refused(code: number): void {
    this.#refusals.set(code, (this.#refusals.get(code) ?? 0) + 1);
  }

  /** The store answered a commit of so many commands after so many ms. */
  committed(commands: number, ms: number): void {
    this.#batch.observe(commands);
    this.#latency.observe(ms / 1_000);
  }

  /** Where to ask for the levels. */
  watch(levels: () => Levels): void {
    this.#ask = levels;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    this.#levels = this.#ask?.();
    return this.#registry.metrics();
  }

  #addCounts(): void {
    const registers = [this.#registry];
    const counts = this.counts;
    for (const key of Object.keys(helpOf) as (keyof Counts)[]) {
      const [name, help] = helpOf[key];
      const counter = new Counter({
        name,
        help,
        registers,
        collect() {
          counter.reset();
          counter.inc(counts[key]);
        },
      });
    }
    const refusals = this.#refusals;
    const refused = new Counter({
      name: "natter_refusals_total",
      help: "Requests answered with an error, by code",
      labelNames: ["code"],
      registers,
      collect() {
        refused.reset();
        for (const [code, count] of refusals) refused.inc({ code: String(code) }, count);
      },
    });
  }

  #addLevels(): void {
    this.#gauge("natter_sessions", "Open sessions by transport", "transport", (l) => l.sessions);
    this.#gauge("natter_queue_length", "What waits, by queue", "queue", (l) => l.queues);
    this.#gauge("natter_users_online", "Users with a session", undefined, (l) => ({ "": l.users }));
    this.#gauge("natter_topics_active", "Topics in memory", undefined, (l) => ({ "": l.topics }));
    this.#gauge("natter_attachments", "Attachments of sessions to topics", undefined, (l) => ({
      "": l.attachments,
    }));
    this.#gauge("natter_ready", "1 when the server takes traffic", undefined, (l) => ({
      "": l.ready ? 1 : 0,
    }));
    this.#gauge("process_resident_memory_bytes", "Resident memory", undefined, (l) => ({
      "": l.residentBytes,
    }));
    this.#gauge(
      "natter_event_loop_lag_seconds",
      "Event-loop lag since the last scrape",
      "statistic",
      (l) => l.lag,
    );
  }

  #gauge(
    name: string,
    help: string,
    label: string | undefined,
    read: (levels: Levels) => Readonly<Record<string, number>> | undefined,
  ): void {
    const now = (): Levels | undefined => this.#levels;
    const gauge = new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.#registry],
      collect() {
        gauge.reset();
        const levels = now();
        for (const [value, count] of Object.entries(levels === undefined ? {} : (read(levels) ?? {}))) {
          if (label === undefined) gauge.set(count);
          else gauge.set({ [label]: value }, count);
        }
      },
    });
  }
}
