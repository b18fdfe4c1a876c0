import type { Answer } from "./answer.ts";
import type { Judgement, Rule } from "./rules.ts";
import type { Knowledge } from "./types.ts";
import { limitedVerdict } from "./verdicts.ts";

/** Statuses that mean too many requests: RFC 6585, and Twitter's own. */
const TOO_MANY = [429, 420];
const REMAINING = ["x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining"];

/**
 * Rate evidence of a 429, or of a 403 that shows an empty quota or asks to wait. Never asked about a 401: dead tokens come with empty
 * quotas there. A page of a proxy with that status is a limit too, though perhaps not the provider's.
 */
export const byLimits: Rule = (answer: Answer, knowledge: Knowledge): Judgement => {
  if (TOO_MANY.includes(answer.status)) return limitedVerdict(answer, knowledge, answer.isPage ? "inferred" : "confirmed");
  if (answer.status !== 403 || answer.isPage) return undefined;
  const evident = answer.header("retry-after") !== undefined || REMAINING.some((name) => answer.header(name)?.trim() === "0");
  return evident ? limitedVerdict(answer, knowledge, "inferred") : undefined;
};
