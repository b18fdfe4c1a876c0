import { expect, it } from "vitest";
import { clientAddress, PEER_HEADER } from "#lib/auth/client-address.ts";

const cases: [name: string, peer: string | null, forwarded: string | null, trusted: string[], address: string | null][] = [
  ["no peer known", null, "203.0.113.9", ["127.0.0.1"], null],
  ["a peer that is no proxy", "192.0.2.4", null, [], "192.0.2.4"],
  ["a forged header from a peer that is no proxy", "192.0.2.4", "203.0.113.9", [], "192.0.2.4"],
  ["a forged header from a stranger while others are trusted", "192.0.2.4", "203.0.113.9", ["10.0.0.0/8"], "192.0.2.4"],
  ["a trusted proxy", "10.1.2.3", "203.0.113.9", ["10.0.0.0/8"], "203.0.113.9"],
  ["a client that forged the first hop", "10.1.2.3", "1.1.1.1, 203.0.113.9", ["10.0.0.0/8"], "203.0.113.9"],
  ["two trusted proxies", "10.1.2.3", "203.0.113.9, 10.9.9.9", ["10.0.0.0/8"], "203.0.113.9"],
  ["a trusted proxy that forwards nothing", "10.1.2.3", null, ["10.0.0.0/8"], "10.1.2.3"],
  ["rubbish behind a trusted proxy", "10.1.2.3", "not an address", ["10.0.0.0/8"], "10.1.2.3"],
  ["IPv4 written as IPv6", "::ffff:10.1.2.3", "203.0.113.9", ["10.1.2.3"], "203.0.113.9"],
  ["IPv6 proxies", "2001:db8::1", "2001:db8:1::9", ["2001:db8::/64"], "2001:db8:1::9"],
];

it.each(cases)("%s", (_name, peer, forwarded, trusted, address) => {
  const headers = new Headers();
  if (peer !== null) headers.set(PEER_HEADER, peer);
  if (forwarded !== null) headers.set("x-forwarded-for", forwarded);
  expect(clientAddress(headers, trusted)).toBe(address);
});
