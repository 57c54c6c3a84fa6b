// From the options that the operator gives to the settings that the runtime lives by.
import type { Extension } from "../core/extensions.ts";
import { tenant } from "../core/ids.ts";
import type { Settings } from "../runtime/settings.ts";
import type { Config } from "./options.ts";

/** By default every valid key leads to this one tenant, whatever its application id (spec: 0.4 §1.2). */
const onlyTenant = tenant(1);

export function settingsOf(config: Config, build: string): Settings {
  return {
    tenant: onlyTenant,
    build,
    policy: {
      groupMembers: config["group.members"],
      groupRequests: config["group.requests"],
      groupsPerUser: config["group.perUser"],
      bearerMembers: config["group.bearerMembers"],
      largeTopic: config["group.large"],
      defacs: { auth: config["defacs.auth"], anon: config["defacs.anon"] },
    },
    off: offIn(config),
    limits: config.limits,
    rates: {
      publishUser: config["rates.publishUser"],
      publishTopic: config["rates.publishTopic"],
      loginFailuresAccount: config["rates.loginFailures"],
      loginAddress: config["rates.loginAddress"],
      accountsAddress: config["rates.accountsAddress"],
      sub: config["rates.sub"],
      get: config["rates.get"],
      find: config["rates.find"],
      other: config["rates.other"],
      wrongTokens: config["rates.wrongTokens"],
      malformed: config["rates.malformed"],
      bytesSession: config["rates.bytes"],
    },
    inputQueue: config["sessions.input"],
    outboxFrames: config["sessions.outputPackets"],
    outboxChars: config["sessions.outputSize"],
    topicQueue: config["topics.queue"],
    batch: config["topics.batch"],
    unloadAfterMs: config["topics.unloadAfter"],
    topicOffMs: config["topics.offAfter"],
    contactDampMs: config["presence.damping"],
    largeMessageMs: config["presence.largeMessages"],
    largeUpdateMs: config["presence.largeUpdates"],
    marksFlushMs: config["marks.flush"],
    sweepEveryMs: config["sweep.every"],
    sweepRows: config["sweep.rows"],
    keysKeptMs: config["keys.kept"],
    json: { depth: config["json.depth"], members: config["json.members"] },
    anonymous: config["sessions.anonymous"],
    loginWithinMs: config["sessions.loginWithin"],
    sessionsUser: config["sessions.perUser"],
    anonymousAddress: config["sessions.anonymousPerAddress"],
    maxBytes: config["sessions.maxMessage"],
  };
}

function offIn(config: Config): ReadonlySet<Extension> {
  const words = ["bearer", "find", "inbox"] as const satisfies readonly Extension[];
  return new Set(words.filter((word) => !config[`extensions.${word}`]));
}
