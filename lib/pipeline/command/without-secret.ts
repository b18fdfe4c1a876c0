import type { CommandAck } from "#lib/contract/control.ts";
import { findSecret } from "#lib/domain/secret/find-secret.ts";

const WITHHELD = "The replica's own words looked like a credential, and were not kept.";

/**
 * A replica's answer without words that look like a credential: a hook's error may hold the key it was about. The outcome is kept,
 * since refusing it would leave the command's state unknown.
 */
export function withoutSecret({ code, detail, ...ack }: CommandAck): CommandAck {
  const isSecret = findSecret([code ?? "", detail ?? ""]) !== null;
  if (isSecret) return { ...ack, detail: WITHHELD };
  return { ...ack, ...(code === undefined ? {} : { code }), ...(detail === undefined ? {} : { detail }) };
}
