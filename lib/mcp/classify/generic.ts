import { ambiguous401 } from "./ambiguous-401.ts";
import type { Answer } from "./answer.ts";
import { rateLimitVerdict } from "./rate-limit.ts";
import type { AuthVerdict, Knowledge } from "./types.ts";

/** RFC 6750 and 6585: what any bearer API may answer. */
export function genericVerdict(answer: Answer, knowledge: Knowledge): AuthVerdict | null {
  if (answer.status === 401 || answer.status === 403) {
    const challenge = bearerChallenge(answer.header("www-authenticate"));
    if (challenge.error === "insufficient_scope") return insufficientScope(challenge.scope);
  }
  if (answer.status === 401) return ambiguous401(answer, knowledge);
  return rateLimitVerdict(answer, knowledge) ?? unclassified403(answer);
}

export function insufficientScope(neededScopes: string[], extra: { reason?: string; certainty?: "inferred" } = {}): AuthVerdict {
  return {
    outcome: "scope_insufficient",
    certainty: extra.certainty ?? "confirmed",
    ...(extra.reason === undefined ? {} : { reason: extra.reason }),
    ...(neededScopes.length === 0 ? {} : { neededScopes }),
  };
}

function unclassified403(answer: Answer): AuthVerdict | null {
  return answer.status === 403 ? { outcome: "auth_unclassified", certainty: "inferred", reason: "forbidden" } : null;
}

function bearerChallenge(header: string | undefined): { error: string; scope: string[] } {
  const parameters = new Map<string, string>();
  for (const match of (header ?? "").matchAll(/([a-z_]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi)) {
    parameters.set((match[1] ?? "").toLowerCase(), match[2] ?? match[3] ?? "");
  }
  return { error: parameters.get("error") ?? "", scope: (parameters.get("scope") ?? "").split(" ").filter(Boolean) };
}
