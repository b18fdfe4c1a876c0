import type { Answer } from "./answer.ts";
import type { AuthVerdict, Knowledge } from "./types.ts";

const SECONDARY_WAIT_S = 60;

/** Rate evidence of a 429, or of a 403 that says so. Never asked about a 401: dead tokens come with empty quotas there. */
export function rateLimitVerdict(answer: Answer, knowledge: Knowledge): AuthVerdict | null {
  const secondary = isSecondary(answer);
  const exhausted = answer.header("x-ratelimit-remaining") === "0";
  const evident =
    answer.status === 429 || (answer.status === 403 && (secondary || exhausted || answer.header("retry-after") !== undefined));
  if (!evident) return null;
  const retryAfterS = statedWaitS(answer, knowledge.now) ?? (secondary ? SECONDARY_WAIT_S : undefined);
  return {
    outcome: "rate_limited",
    certainty: "confirmed",
    ...(secondary ? { reason: "secondary" } : {}),
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  };
}

function isSecondary(answer: Answer): boolean {
  const documentation = answer.text("documentation_url");
  return (
    documentation.endsWith("secondary-rate-limits") ||
    documentation.endsWith("#abuse-rate-limits") ||
    /secondary rate limit/i.test(answer.text("message"))
  );
}

/** Seconds the provider asks for: `retry-after` first, then the reset of an empty quota, then the RateLimit field. */
export function statedWaitS(answer: Answer, now: Date): number | undefined {
  return retryAfterS(answer.header("retry-after"), now) ?? resetS(answer, now) ?? rateLimitFieldS(answer.header("ratelimit"));
}

function retryAfterS(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value);
  return secondsUntil(Date.parse(value), now);
}

function resetS(answer: Answer, now: Date): number | undefined {
  const reset = answer.header("x-ratelimit-reset");
  if (answer.header("x-ratelimit-remaining") !== "0" || reset === undefined || !/^\d+$/.test(reset)) return undefined;
  return secondsUntil(Number(reset) * 1_000, now);
}

function rateLimitFieldS(value: string | undefined): number | undefined {
  const seconds = /(?:;\s*t=|reset=)(\d+)/.exec(value ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

function secondsUntil(atMs: number, now: Date): number | undefined {
  return Number.isFinite(atMs) ? Math.max(0, Math.ceil((atMs - now.getTime()) / 1_000)) : undefined;
}
