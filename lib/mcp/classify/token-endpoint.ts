import type { Answer } from "./answer.ts";
import { rateLimitVerdict } from "./rate-limit.ts";
import type { AuthVerdict, Knowledge } from "./types.ts";

/** The grant is refused: asking again cannot help. */
const PERMANENT = new Set([
  "invalid_grant",
  "bad_refresh_token",
  "invalid_refresh_token",
  "BAD_REFRESH_TOKEN",
  "unauthorized_client",
]);
/** The client's own registration is refused; the grant may be fine. */
const CONFIGURATION = new Set(["invalid_client", "incorrect_client_credentials"]);

export type RefreshFailure = "permanent" | "configuration" | "transient";

/** The OAuth error code of a token endpoint's answer, even on 200; empty where there is none. */
export function tokenErrorCode(answer: Answer): string {
  const status = answer.text("status");
  return answer.text("error") || (/^[A-Z][A-Z_]+$/.test(status) ? status : "");
}

/** Whether trying the same grant again may help. */
export function refreshFailure(answer: Answer): RefreshFailure {
  const codes = [answer.text("error"), answer.text("status")];
  if (codes.some((code) => PERMANENT.has(code))) return "permanent";
  return codes.some((code) => CONFIGURATION.has(code)) ? "configuration" : "transient";
}

export function tokenEndpointVerdict(answer: Answer, knowledge: Knowledge): AuthVerdict | null {
  const code = tokenErrorCode(answer);
  if (code) return { outcome: "refresh_failed", certainty: "confirmed", reason: code };
  if (answer.status >= 500 || answer.status < 400) return null;
  return rateLimitVerdict(answer, knowledge) ?? refusedWithoutCode(answer);
}

function refusedWithoutCode(answer: Answer): AuthVerdict | null {
  const refused = answer.status === 400 || answer.status === 401 || answer.status === 403;
  return refused ? { outcome: "refresh_failed", certainty: "inferred", reason: `http_${answer.status}` } : null;
}
