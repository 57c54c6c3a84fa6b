// A connection of a device to one of the servers that are up, and what is looked at while packets come over it: whether somebody hears of a
// topic that he has lost (P7) is best known at the moment when he does.
import type { Device } from "./device.ts";
import { Line, type LineParts } from "./line.ts";
import { Link } from "./link.ts";
import { phases } from "./plan.ts";
import type { Simulation } from "./simulation.ts";

/** undefined = nobody answers */
export async function dial(
  simulation: Simulation,
  device: Device,
  session: string,
): Promise<Line | undefined> {
  const { scheduler, plan, history, defect, machines } = simulation;
  const { dice, person } = device;
  const isFragile = dice.roll() < plan.fragile && scheduler.now < phases.faultsEnd;
  const breaksAfter = isFragile
    ? { up: dice.int(1, 60), down: dice.int(1, 300) }
    : { up: Infinity, down: Infinity };
  await scheduler.wait(plan.latencyMs * (1 + dice.roll()));
  const running = dice.pick(machines).running;
  if (running === undefined) return undefined;
  const watches = watchesOf(simulation, device, session);
  const { name: user } = person;
  const line = new Line({ scheduler, history, session, user, quietMs: phases.quiet, ...watches });
  const { latencyMs, capacity } = plan;
  const { carry = (text: string): readonly string[] => [text] } = defect;
  const offered = (frames: number): void => {
    simulation.largestOutbox = Math.max(simulation.largestOutbox, frames);
  };
  const parts = { scheduler, dice, latencyMs, capacity, breaksAfter, carry, offered };
  const link = new Link({ ...parts, address: user }, running.life, line);
  line.opened(link);
  link.open(running.server);
  return line;
}

type Watches = Pick<LineParts, "trace" | "onData" | "onAttached" | "onLoss" | "onPresence">;

function watchesOf(simulation: Simulation, device: Device, session: string): Watches {
  const { truth, plan } = simulation;
  const { person } = device;
  const losses = new Map<string, number | undefined>();
  const lossesBefore = new Map<string, number>();
  return {
    trace: (text) => simulation.trace(() => text),
    onData: (data) => {
      device.got(data);
      const leak = truth.leak(data.topic, person.uid, Date.parse(data.ts));
      if (leak !== undefined) simulation.complain(`P7: ${session}: ${leak}: ${data.content}`);
    },
    onAttached: (topic) => {
      if (topic === "me") device.meSince = truth.step;
      lossesBefore.set(topic, truth.lossesOf(topic, person.uid));
    },
    onLoss: (topic) => {
      simulation.count("got 205");
      device.feedOf(topic).restart();
      // who reads slowly may have got it back meanwhile and lost it once more: then nobody knows which loss this tells of
      const isOnly = truth.lossesOf(topic, person.uid) - (lossesBefore.get(topic) ?? 0) === 1;
      losses.set(topic, isOnly ? truth.lossOf(topic, person.uid) : undefined);
    },
    onPresence: (topic) => {
      // the topic was lost before this packet was sent, and is lost still; of several servers one may not have heard of it
      if (plan.machines > 1) return;
      const loss = losses.get(topic);
      if (loss !== undefined && loss === truth.lossOf(topic, person.uid))
        simulation.complain(`P7: ${session} hears of ${topic} after its 205`);
    },
  };
}
