// Which client a request comes from, as one text per client, for limits by address. Nothing a client says of itself counts:
// X-Forwarded-For is read from the right, and only as far as the proxies that the operator trusts have written it.
import { BlockList, isIP } from "node:net";

export type AddressOf = (peer: string | undefined, forwarded: string | undefined) => string;

/**
 * @param trusted addresses or networks (`10.0.0.0/8`) of reverse proxies
 * @throws RangeError when an entry is neither
 */
export function createAddressOf(trusted: readonly string[]): AddressOf {
  const proxies = new BlockList();
  for (const entry of trusted) addTrusted(proxies, entry);
  const isTrusted = (address: string): boolean => {
    const version = isIP(address);
    return version !== 0 && proxies.check(address, version === 6 ? "ipv6" : "ipv4");
  };
  return (peer, forwarded) => {
    let address = plain(peer ?? "");
    if (forwarded !== undefined && trusted.length > 0) {
      const hops = forwarded.split(",").map((hop) => plain(hop.trim()));
      for (
        let hop = hops.pop();
        hop !== undefined && isTrusted(address) && isIP(hop) !== 0;
        hop = hops.pop()
      ) {
        address = hop;
      }
    }
    return isIP(address) === 6 ? networkOf(address) : address;
  };
}

function addTrusted(proxies: BlockList, entry: string): void {
  const [address = "", prefix] = entry.split("/", 2);
  const version = isIP(address);
  const family = version === 6 ? "ipv6" : "ipv4";
  if (version === 0) throw new RangeError(`not an address or network: ${entry}`);
  if (prefix === undefined) return proxies.addAddress(address, family);
  const bits = Number(prefix);
  if (!/^\d+$/.test(prefix) || bits > (version === 6 ? 128 : 32)) {
    throw new RangeError(`not a network: ${entry}`);
  }
  proxies.addSubnet(address, bits, family);
}

/** IPv4 inside IPv6 is IPv4; a zone is of no use to anybody else. */
function plain(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  return mapped ?? address.split("%", 1)[0] ?? "";
}

/** The first 64 bits: what one household or server is given, so what a limit has to count as one. */
function networkOf(address: string): string {
  const [before = "", after] = address.toLowerCase().split("::");
  const head = groupsOf(before);
  const tail = after === undefined ? [] : groupsOf(after);
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => "0");
  const groups = [...head, ...zeros, ...tail].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}

function groupsOf(text: string): string[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => (group.includes(".") ? [group, group] : [group]));
}
