// One simulation: everything a seed makes happen in 60 virtual seconds, and what the checks say about it. Nothing in it reads a clock, draws
// by chance or waits for anything but its own scheduler, so that a seed is a story that repeats itself to the byte.
import type { Store } from "../../src/ports/store.ts";
import { Dice } from "../crowd.ts";
import { History } from "../history.ts";
import { Database } from "./database.ts";
import { deeds, type DeedName } from "./deeds.ts";
import type { Defect } from "./defects.ts";
import { Device } from "./device.ts";
import { dial } from "./dial.ts";
import { Machine } from "./machine.ts";
import { letFaultsStrike } from "./mishaps.ts";
import { Person, type Town } from "./person.ts";
import { phases, planOf, type Plan } from "./plan.ts";
import { Scheduler } from "./scheduler.ts";
import { Truth } from "./truth.ts";
import { judge } from "./verdict.ts";

export interface Outcome {
  readonly seed: number;
  /** what was broken, with its timeline; undefined = nothing */
  readonly violation: string | undefined;
  /** how often what happened */
  readonly counts: ReadonlyMap<string, number>;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly defect?: Defect;
  /** every event, as text, in order */
  readonly trace?: (line: string) => void;
}

export function simulate(options: SimulationOptions): Promise<Outcome> {
  return new Simulation(options).run();
}

export class Simulation {
  readonly plan: Plan;
  readonly scheduler = new Scheduler();
  readonly history: History;
  readonly truth: Truth;
  readonly database: Database;
  readonly machines: readonly Machine[];
  readonly devices: readonly Device[];
  /** sessions and what was wrong when it happened */
  readonly complaints: string[] = [];
  largestOutbox = 0;
  readonly defect: Defect;
  readonly #options: SimulationOptions;
  readonly #counts = new Map<string, number>();
  readonly #dice: Dice;
  #sessions = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.defect = options.defect ?? {};
    this.plan = planOf(options.seed);
    this.#dice = new Dice(options.seed + 1);
    this.history = new History(() => this.scheduler.now);
    this.truth = new Truth(this.plan.settings.policy, {
      complain: (text) => this.complain(text),
      count: (what) => this.count(what),
    });
    this.database = new Database({
      scheduler: this.scheduler,
      dice: this.#fork(),
      defect: this.defect,
      isLocal: this.plan.machines === 1,
      witness: (writes, committed) => {
        this.trace(() => `stored ${JSON.stringify(writes)}`);
        this.truth.witness(writes, committed);
      },
    });
    this.machines = Array.from({ length: this.plan.machines }, (_, i) => this.#machine(`server${i + 1}`));
    this.devices = this.#makeDevices();
  }

  async run(): Promise<Outcome> {
    const { scheduler, plan, machines, devices } = this;
    for (const machine of machines) machine.start();
    for (const device of devices) {
      device
        .live()
        .catch((error: unknown) => this.complain(`a device failed: ${String((error as Error).stack)}`));
    }
    letFaultsStrike(this.#site(), plan.faults, phases.faultsEnd, (name) => this.count(`fault ${name}`));
    await scheduler.runUntil(phases.end);
    const violation = await judge(this);
    return { seed: plan.seed, violation, counts: this.#counts };
  }

  note(text: string): void {
    this.trace(() => text);
    this.history.note(text);
  }

  complain(text: string): void {
    this.trace(() => text);
    this.complaints.push(`${text} (at ${this.scheduler.now.toFixed(1)} ms)`);
  }

  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  // ------------------------------------------------------------ what there is

  #fork(): Dice {
    return new Dice(this.#dice.int(0, 2 ** 32 - 1));
  }

  #machine(name: string): Machine {
    const { store = (one: Store): Store => one } = this.defect;
    return new Machine({
      name,
      scheduler: this.scheduler,
      dice: this.#fork(),
      settings: this.plan.settings,
      openStore: (life) => store(this.database.connect(life)),
      note: (text) => this.note(text),
      complain: (text) => this.complain(text),
    });
  }

  #makeDevices(): readonly Device[] {
    const { people: count, devices, thinkMs, keyed } = this.plan;
    const people = Array.from({ length: count }, (_, i) => new Person(`p${i + 1}`, this.#fork()));
    const town: Town = { people, rooms: [] };
    const nextDeed = this.#deedDrawer();
    return Array.from({ length: devices }, (_, i) => {
      const person = people[i % people.length];
      if (person === undefined) throw new Error("a town without people");
      return new Device({
        scheduler: this.scheduler,
        dice: this.#fork(),
        town,
        person,
        tag: `d${i + 1}`,
        thinkMs,
        keyed,
        deedsEndMs: phases.deedsEnd,
        quietMs: phases.quiet,
        dial: (device) => dial(this, device, `${device.person.name}#${++this.#sessions}`),
        nextDeed,
        count: (what) => this.count(what),
      });
    });
  }

  #deedDrawer(): () => { readonly name: DeedName; readonly deed: (typeof deeds)[DeedName] } {
    const dice = this.#fork();
    const total = this.plan.deeds.reduce((sum, [, weight]) => sum + weight, 0);
    return () => {
      let left = dice.roll() * total;
      for (const [name, weight] of this.plan.deeds) {
        left -= weight;
        if (left <= 0) return { name, deed: deeds[name] };
      }
      return { name: "say something", deed: deeds["say something"] };
    };
  }

  #site(): Parameters<typeof letFaultsStrike>[0] {
    const { scheduler, machines, devices, database } = this;
    const { disk } = this.defect;
    const offline = (): void => {
      if (disk !== undefined) database.disk.damage(disk);
    };
    return {
      scheduler,
      machines,
      devices,
      database,
      dice: this.#fork(),
      note: (text) => this.note(text),
      offline,
    };
  }

  trace(text: () => string): void {
    this.#options.trace?.(`${this.scheduler.now.toFixed(3)} ${text()}`);
  }
}
