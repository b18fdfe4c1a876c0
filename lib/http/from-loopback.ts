import { isIP } from "node:net";
import { clientAddress } from "#lib/auth/client-address.ts";
import { env } from "#lib/env.ts";

const FORWARDED = ["forwarded", "x-real-ip", "via"];

/**
 * Whether a request can only come from this machine: Lanekeeper listens on loopback alone, has no other address and no proxy before
 * it, and neither the socket, nor the name that was asked for, nor a forwarding header says otherwise.
 */
export function isFromLoopback(headers: Headers, settings: LoopbackSettings = env()): boolean {
  const { HOST, LANEKEEPER_URL, LANEKEEPER_TRUSTED_PROXIES } = settings;
  const isPrivate = isLoopback(HOST) && LANEKEEPER_TRUSTED_PROXIES.length === 0;
  if (!isPrivate || (LANEKEEPER_URL !== undefined && !isLoopback(new URL(LANEKEEPER_URL).hostname))) return false;
  if (FORWARDED.some((name) => headers.has(name))) return false;
  // Next itself adds these two to every request, with the name and the peer that it sees.
  const names = [headers.get("host") ?? "", ...listed(headers, "x-forwarded-host")].map((name) => name.replace(/:\d+$/, ""));
  const peers = [clientAddress(headers, []) ?? "", ...listed(headers, "x-forwarded-for")];
  return [...names, ...peers].every(isLoopback);
}

const listed = (headers: Headers, name: string): string[] =>
  (headers.get(name) ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

interface LoopbackSettings {
  HOST: string;
  LANEKEEPER_URL?: string | undefined;
  LANEKEEPER_TRUSTED_PROXIES: readonly string[];
}

function isLoopback(name: string): boolean {
  const plain = name.replace(/^\[(.*)\]$/, "$1").replace(/^::ffff:(?=\d+\.)/i, "");
  return plain === "localhost" || plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}
