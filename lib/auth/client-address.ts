import { BlockList, isIP } from "node:net";
import { env } from "#lib/env.ts";

/** Set on every request from its socket by `instrumentation.ts`, whatever the sender wrote there. */
export const PEER_HEADER = "x-lanekeeper-peer";

const family = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");
const plain = (address: string): string => address.trim().replace(/^::ffff:(?=\d+\.)/i, "");

const lists = new WeakMap<readonly string[], BlockList>();

/** The settings of a process are one array, so its list is built once, not with every event. */
function listOf(proxies: readonly string[]): BlockList {
  const known = lists.get(proxies);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = "", prefix] = proxy.split("/");
    if (prefix === undefined) list.addAddress(address, family(address));
    else list.addSubnet(address, Number(prefix), family(address));
  }
  lists.set(proxies, list);
  return list;
}

/**
 * The address a request came from, or null where none is known. `X-Forwarded-For` counts only behind a peer that is a trusted proxy:
 * then it is read from the right, and the first address that is no trusted proxy is the client.
 */
export function clientAddress(
  headers: Headers,
  trustedProxies: readonly string[] = env().LANEKEEPER_TRUSTED_PROXIES,
): string | null {
  const peer = plain(headers.get(PEER_HEADER) ?? "");
  if (isIP(peer) === 0) return null;
  const trusted = listOf(trustedProxies);
  const hops = [...(headers.get("x-forwarded-for") ?? "").split(",").map(plain), peer];
  let address = peer;
  for (const hop of hops.reverse()) {
    if (isIP(hop) === 0) break;
    address = hop;
    if (!trusted.check(hop, family(hop))) break;
  }
  return address;
}
