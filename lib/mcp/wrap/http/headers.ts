import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { isLoopback } from "../../loopback.ts";

/** Headers that concern one connection and not the message, and those that this end writes itself. */
const OWN = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "content-length",
  "accept-encoding",
]);

/** What goes to the server of a client's headers. The answer is asked for as it is: a compressed one could not be looked at. */
export function requestHeaders(given: IncomingHttpHeaders, credentials: readonly [string, string][]): OutgoingHttpHeaders {
  const passed = Object.entries(given).filter(([name]) => !OWN.has(name));
  const carried = credentials.map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries([...passed, ["accept-encoding", "identity"] as const, ...carried]);
}

/** What goes to the client of a server's headers, as name, value, name, value; repeated ones stay so. */
export function answerHeaders(raw: readonly string[], without: readonly string[] = []): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = "", value = ""] = raw.slice(at, at + 2);
    const lower = name.toLowerCase();
    const isOwn = OWN.has(lower) && lower !== "content-length";
    if (!isOwn && !without.includes(lower)) kept.push(name, value);
  }
  return kept;
}

/** Whether a request was meant for this machine: a page of another origin must not use the credential through the browser. */
export function isFromHere({ host, origin }: IncomingHttpHeaders): boolean {
  return isLocal(`http://${host ?? ""}`) && (origin === undefined || isLocal(origin));
}

const isLocal = (address: string): boolean => URL.canParse(address) && isLoopback(new URL(address));
