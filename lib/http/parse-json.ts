import { EVENT_LIMITS } from "#lib/contract/event.ts";
import { fail } from "#lib/pipeline/errors.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Braces are brackets with this bit set. */
const BRACE = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** Whether arrays and objects nest deeper than `limit`; looks at the bytes once, so that hostile depth costs no stack. */
function isDeeperThan(bytes: Uint8Array, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if ((byte | BRACE) === OPENING) {
      depth += 1;
      if (depth > limit) return true;
    } else if ((byte | BRACE) === CLOSING) depth -= 1;
  }
  return false;
}

/** The value that UTF-8 JSON stands for. Throws `malformed_json`, without any of the text. */
export function parseJson(bytes: Uint8Array): unknown {
  if (isDeeperThan(bytes, EVENT_LIMITS.jsonDepth)) {
    throw fail("malformed_json", `The body nests deeper than ${EVENT_LIMITS.jsonDepth} levels.`);
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw fail("malformed_json", "The body is not valid JSON.");
  }
}
