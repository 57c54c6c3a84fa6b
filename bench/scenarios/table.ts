// THE table of scenarios: name, what it measures, and the targets. A new one is a row here.
import type { Scenario, Setting } from "../load/stage.ts";
import { fanout } from "./fanout.ts";
import { busyGroup, manyGroups } from "./groups.ts";
import { history } from "./history.ts";
import { lives } from "./lives.ts";
import { idle, passwords, storm } from "./logins.ts";
import { overload } from "./overload.ts";
import { pairs } from "./pairs.ts";
import { polling } from "./polling.ts";
import { slow } from "./slow.ts";
import { disk, restart } from "./stored.ts";

/** A figure has a bound, or one that is so many times the same figure of the ceiling or of another scenario. */
export interface Bound {
  readonly figure: string;
  readonly least?: number;
  readonly most?: number;
  /** "ceiling" or the name of another scenario */
  readonly times?: string;
}

export interface Entry {
  readonly what: string;
  readonly run: Scenario;
  /** takes minutes; only with --full */
  readonly isLong?: true;
  readonly targets: readonly Bound[];
}

function size(setting: Setting, usual: number, quick: number): number {
  return setting.quick ? quick : usual;
}

function fan(sessions: number, outstanding: number, targets: readonly Bound[] = []): Entry {
  return {
    what: `one group, ${sessions} sessions, ${outstanding} messages under way; per delivery`,
    run: (setting) => {
      // a round of ten thousand takes a good part of a second
      const windows = sessions < 10_000 || setting.quick ? setting.windows : { count: 3, ms: 2_000 };
      return fanout({ ...setting, windows }, size(setting, sessions, 10), outstanding);
    },
    targets,
  };
}

function pairsOf(count: number, outstanding: number, targets: readonly Bound[]): Entry {
  return {
    what: `${count} conversations of two, ${outstanding} messages under way in each; per message, echo and delivery included`,
    run: (setting) => pairs(setting, count, outstanding),
    targets,
  };
}

export const scenarios = {
  "pairs-1x1": pairsOf(1, 1, [
    { figure: "p50Ms", most: 0.35 },
    { figure: "cpuUs", most: 180 },
  ]),
  "pairs-10x1": pairsOf(10, 1, [{ figure: "cpuUs", most: 60 }]),
  "pairs-100x4": pairsOf(100, 4, [
    { figure: "perSecond", least: 45_000 },
    { figure: "cpuUs", most: 20 },
  ]),
  "busy-group": {
    what: "one group, 16 members who all write, 4 messages under way each; per message, 16 deliveries included",
    run: (setting) => busyGroup(setting, 16, 4),
    targets: [{ figure: "perSecond", least: 15_000 }],
  },
  "fanout-10": fan(10, 1),
  "fanout-10-w16": fan(10, 16),
  "fanout-100": fan(100, 1),
  "fanout-100-w16": fan(100, 16),
  "fanout-1000": fan(1_000, 1, [{ figure: "cpuUs", most: 1.25, times: "ceiling" }]),
  "fanout-1000-w16": fan(1_000, 16, [
    { figure: "cpuUs", most: 1 },
    { figure: "p99Ms", most: 25 },
  ]),
  "fanout-10000": fan(10_000, 1, [
    { figure: "p99Ms", most: 1_000 },
    { figure: "stallMs", most: 50 },
  ]),
  "fanout-10000-w16": fan(10_000, 16),
  groups: {
    what: "50 groups of 10, 500 messages a second in all; times from the intended sending to each delivery",
    run: manyGroups,
    targets: [
      { figure: "p50Ms", most: 0.7 },
      { figure: "p99Ms", most: 3 },
    ],
  },
  passwords: {
    what: "the same, while four people log in by password again and again; p99Ratio is with them to without",
    run: passwords,
    targets: [{ figure: "p99Ratio", most: 2 }],
  },
  storm: {
    what: "2,000 people connect, log in by token and attach to `me` with its list, 200 at a time; per session",
    run: (setting) => storm(setting, size(setting, 2_000, 50)),
    targets: [
      { figure: "perSecond", least: 4_000 },
      { figure: "cpuUs", most: 200 },
    ],
  },
  idle: {
    what: "10,000 sessions that are only there, attached to `me`; per session, over one period of the pings",
    run: (setting) =>
      idle(setting, size(setting, 10_000, 40), setting.of === "ceiling" ? 5_000 : size(setting, 30_000, 100)),
    targets: [
      { figure: "rssKiBPerSession", most: 20 },
      { figure: "cpuUsPerSecond", most: 8 },
    ],
  },
  lives: {
    what: "100 whole sessions a second: connect, log in, attach to `me` and a conversation, write, leave, close",
    run: lives,
    targets: [
      { figure: "p50Ms", most: 2 },
      { figure: "p99Ms", most: 6 },
    ],
  },
  polling: {
    what: "50 conversations of two over long polling, one message under way in each; per message",
    run: (setting) => polling(setting, size(setting, 50, 2)),
    targets: [],
  },
  history: {
    what: "pages of 32 at random places among 100,000 messages in 1,000 groups, 16 readers; per page",
    run: (setting) => history(setting, size(setting, 100_000, 2_000), size(setting, 1_000, 20)),
    targets: [{ figure: "perSecond", least: 8_000 }],
  },
  "history-10m": {
    what: "the same among 10,000,000 messages",
    run: (setting) => history(setting, size(setting, 10_000_000, 2_000), size(setting, 1_000, 20)),
    isLong: true,
    targets: [{ figure: "perSecond", least: 1 / 1.5, times: "history" }],
  },
  disk: {
    what: "bytes in the files for a message with 200 bytes of content, indexes included, after a stop",
    run: (setting) => disk(setting, size(setting, 50_000, 200)),
    targets: [{ figure: "bytesPerMessage", most: 320 }],
  },
  "restart-small": {
    what: "killed at work and started again with 10,000 messages in 1,000 groups: to the answer to a login",
    run: (setting) => restart(setting, size(setting, 1_000, 20)),
    targets: [],
  },
  restart: {
    what: "the same with 1,000,000 messages in 100,000 groups",
    run: (setting) => restart(setting, size(setting, 100_000, 20)),
    targets: [
      { figure: "p50Ms", most: 600 },
      { figure: "rssMiB", most: 1.1, times: "restart-small" },
    ],
  },
  slow: {
    what: "one of 1,000 sessions stops reading, messages of 4 KiB; what the others feel, and what becomes of it",
    run: (setting) => slow(setting, size(setting, 1_000, 10)),
    targets: [
      { figure: "p99Ratio", most: 1.2 },
      { figure: "slowMissed", most: 0 },
      { figure: "slowClosedWith", least: 1_013 },
    ],
  },
  overload: {
    what: "100 conversations, three times as many messages offered as can be stored at most; p99Ms is that of accepted ones",
    run: (setting) => {
      const isLong = setting.full && setting.of === "natter";
      return overload(setting, size(setting, 100, 4), isLong ? 60_000 : size(setting, 10_000, 200));
    },
    targets: [
      { figure: "goodput", least: 0.8 },
      { figure: "p99Ms", most: 2_000 },
    ],
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type ScenarioName = keyof typeof scenarios;

export const scenarioNames = Object.keys(scenarios) as readonly ScenarioName[];

export function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}
