import type { IncomingHttpHeaders } from "node:http";

/** The token of `Authorization: Bearer …` (GitHub also takes the word `token`), or null. */
export function bearerToken(headers: IncomingHttpHeaders): string | null {
  return /^(?:Bearer|token) +(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}
