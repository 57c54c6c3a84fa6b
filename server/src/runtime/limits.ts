// Which request counts against which rate (security.md §2.3 "Rate limits"). Over a rate nothing is done and the answer is 503;
// only of wrong tokens of a group that is not told.
import { foldName } from "../core/names.ts";
import type { Command, LogIn, TopicCommand } from "../core/vocabulary.ts";
import type { Limit } from "./attempts.ts";
import type { Job } from "./mailbox.ts";
import type { Session } from "./session.ts";
import type { Rate } from "./settings.ts";
import type { World } from "./world.ts";

/** The request is over its rate; otherwise it is counted. */
export function exceeds(session: Session, command: Command): boolean {
  const { rates, settings } = session.world;
  if (!settings.limits) return false;
  const who = session.user ?? `@${session.connection.address}`;
  const over = (name: string, rate: Rate): boolean => !rates.take(name, rate);
  switch (command.verb) {
    case "pub":
      if (over(`pub ${who}`, settings.rates.publishUser)) return true;
      // Who is not in the topic is refused there, and takes nothing from those who are.
      return (
        session.attachments.has(command.ref.topic) &&
        over(`pub ${command.ref.topic}`, settings.rates.publishTopic)
      );
    case "sub":
      return over(`sub ${who}`, settings.rates.sub);
    case "get":
      return over(`get ${who}`, settings.rates.get);
    case "find":
      return over(`find ${who}`, settings.rates.find);
    case "login":
      return limitsOf(session, command).some(({ name, rate }) => !rates.allows(name, rate));
    case "acc":
      if (command.act === "create")
        return over(`acc ${session.connection.address}`, settings.rates.accountsAddress);
      return over(`other ${who}`, settings.rates.other);
    default:
      return over(`other ${who}`, settings.rates.other);
  }
}

/**
 * What a failed login takes from. Who knows the password is never locked out by guesses at other accounts; who holds a token by none at all:
 * nobody guesses 256 bits, so only the session that tries too often is slowed down.
 */
export function limitsOf(session: Session, { by }: LogIn): readonly Limit[] {
  const { rates } = session.world.settings;
  if (by.scheme === "token") return [{ name: `token ${session.name}`, rate: rates.other }];
  return [
    { name: `login @${session.connection.address}`, rate: rates.loginAddress },
    { name: `login ${foldName(by.name) ?? ""}`, rate: rates.loginFailuresAccount },
  ];
}

// ---------------------------------------------------------------- tokens of groups

/** A {sub} with a token of one who showed too many wrong ones: the token is as good as another wrong one (extensions-0.4 §3.2). */
export function withinTries(world: World, { command, session }: Job): TopicCommand {
  if (command.verb !== "sub" || command.bearer === undefined || session === undefined) return command;
  const isOver = tokenLimits(session).some(({ name, rate }) => !world.rates.allows(name, rate));
  return isOver ? { ...command, bearer: "" } : command;
}

/** Once, however often the command is decided. */
export function countWrongToken(world: World, job: Job): void {
  if (job.session === undefined || job.isCounted === true) return;
  job.isCounted = true;
  for (const { name, rate } of tokenLimits(job.session)) world.rates.take(name, rate);
}

function tokenLimits({ user, connection, world }: Session): readonly Limit[] {
  const rate = world.settings.rates.wrongTokens;
  const byAddress = { name: `bearer @${connection.address}`, rate };
  return user === undefined ? [byAddress] : [{ name: `bearer ${user}`, rate }, byAddress];
}
