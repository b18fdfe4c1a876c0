import type { Answer } from "./answer.ts";

const CLOUDFLARE = /^error code: 1\d{3}$/m;

/** A firewall on the way speaks of the caller, not of the credential, also where it says so in plain text. */
export function isFirewall(answer: Answer): boolean {
  return answer.header("cf-mitigated") !== undefined || CLOUDFLARE.test(answer.sentences);
}
