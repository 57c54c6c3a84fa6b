// What a seed decides before anything happens: how many machines, people and devices there are, what they like to do, what goes wrong, and
// the settings of the servers. Every seed leaves some of it out, so that rare things meet each other often in some seeds.
import { defaultSettings, type Settings } from "../../src/runtime/settings.ts";
import { Dice } from "../crowd.ts";
import { deedNames, deeds, type DeedName } from "./deeds.ts";
import { faultNames, faults, type FaultName } from "./mishaps.ts";

/** Virtual times, ms. */
export const phases = {
  /** nothing goes wrong any more */
  faultsEnd: 42_000,
  /** nobody begins anything new; what is under way is finished, who lost the connection comes back */
  deedsEnd: 48_000,
  /** nobody asks for anything any more: answers arrive */
  quiet: 57_500,
  end: 60_000,
  /** after everybody hung up: what is in memory must be gone by then */
  empty: 100_000,
} as const;

export interface Plan {
  readonly seed: number;
  readonly machines: number;
  readonly people: number;
  readonly devices: number;
  /** between two deeds of a device, mean */
  readonly thinkMs: number;
  readonly latencyMs: number;
  /** characters that the network holds for a client */
  readonly capacity: number;
  /** part of the connections that break by themselves */
  readonly fragile: number;
  /** part of the messages that carry a key */
  readonly keyed: number;
  readonly settings: Settings;
  readonly deeds: readonly (readonly [DeedName, weight: number])[];
  /** mean time between two of a kind */
  readonly faults: readonly (readonly [FaultName, everyMs: number])[];
}

export function planOf(seed: number): Plan {
  const dice = new Dice(seed);
  const people = dice.int(3, 12);
  return {
    seed,
    machines: dice.roll() < 0.65 ? 1 : dice.int(2, 3),
    people,
    devices: dice.int(Math.max(people, 8), 24),
    thinkMs: dice.pick([400, 800, 1_600, 3_200]),
    latencyMs: dice.pick([1, 20, 150]),
    capacity: dice.pick([2_000, 16_000, 64_000]),
    fragile: dice.pick([0, 0.2, 0.6]),
    keyed: dice.pick([0.5, 1]),
    settings: settingsOf(dice),
    deeds: deedNames
      .map(
        (name) => [name, dice.roll() < 0.2 ? 0 : deeds[name].weight * (0.3 + 2 * dice.roll() ** 2)] as const,
      )
      .filter(([, weight]) => weight > 0),
    faults: faultNames
      .map((name) => [name, faults[name].everyMs * (0.3 + 2 * dice.roll())] as const)
      .filter(() => dice.roll() < 0.5),
  };
}

function settingsOf(dice: Dice): Settings {
  const { policy } = defaultSettings;
  return {
    ...defaultSettings,
    policy: {
      ...policy,
      groupMembers: dice.pick([4, 32]),
      groupRequests: dice.pick([1, 256]),
      groupsPerUser: dice.pick([2, 1_000]),
      bearerMembers: dice.pick([5, 10_000]),
      largeTopic: dice.pick([3, 64]),
    },
    limits: dice.roll() < 0.3,
    inputQueue: dice.pick([2, 8, 64]),
    outboxFrames: dice.pick([96, 512]),
    outboxChars: dice.pick([262_144, 1_048_576]),
    topicQueue: dice.pick([4, 4_096]),
    batch: dice.pick([1, 4, 128]),
    unloadAfterMs: dice.pick([300, 5_000]),
    topicOffMs: dice.pick([200, 2_000]),
    marksFlushMs: dice.pick([100, 1_000]),
    sweepEveryMs: dice.pick([3_000, 60_000]),
    sweepRows: dice.pick([1, 7, 500]),
  };
}
