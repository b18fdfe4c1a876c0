import type { Answer } from "./answer.ts";
import { asRecord, asRecords } from "./fields.ts";
import { serverNow } from "./server-now.ts";

/** Headers with the end of a limit: an instant, or what is left until then. */
const RESETS = [
  "x-ratelimit-reset",
  "x-rate-limit-reset",
  "ratelimit-reset",
  "x-ratelimit-reset-after",
  "x-app-rate-limit-reset",
];
const LONGEST_S = 366 * 86_400;
/** From here on a number is an instant, in seconds and in milliseconds. */
const EPOCH_S = 1_000_000_000;
const EPOCH_MS = 1_000_000_000_000;
const UNIT_S: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * Seconds that the provider asks to wait: `retry-after` first, then the body, then the reset of an empty quota, then the RateLimit field.
 * Undefined where it says nothing that can be believed.
 */
export function statedWaitS(answer: Answer, now: Date): number | undefined {
  const nowMs = serverNow(answer, now);
  const stated =
    waitUntil(answer.header("retry-after"), nowMs) ?? statedInBody(answer) ?? resetS(answer, nowMs) ?? rateLimitFieldS(answer);
  return stated !== undefined && stated <= LONGEST_S ? Math.ceil(stated) : undefined;
}

function statedInBody({ body }: Answer): number | undefined {
  const error = asRecord(body.error);
  const candidates = [body.retry_after, error.retry_after, asRecord(body.parameters).retry_after];
  for (const { retryDelay } of asRecords(error.details)) candidates.push(retryDelay);
  for (const candidate of candidates) {
    const seconds = typeof candidate === "number" ? candidate : typeof candidate === "string" ? durationS(candidate) : undefined;
    if (seconds !== undefined && seconds >= 0 && seconds < EPOCH_S) return seconds;
  }
  return undefined;
}

/** The reset counts only where the quota is empty, or where nothing is said about what is left of it. */
function resetS(answer: Answer, nowMs: number): number | undefined {
  const remaining = answer.header("x-ratelimit-remaining") ?? answer.header("x-rate-limit-remaining") ?? "0";
  if (Number.parseFloat(remaining) > 0) return undefined;
  for (const name of RESETS) {
    const waitS = waitUntil(answer.header(name), nowMs);
    if (waitS !== undefined) return waitS;
  }
  return undefined;
}

/** `"default";r=0;t=30`, or the older `limit=100, remaining=0, reset=54`. */
function rateLimitFieldS(answer: Answer): number | undefined {
  const seconds = /(?:;\s?t=|\breset=)(\d{1,12})/.exec(answer.header("ratelimit")?.slice(0, 1_000) ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** Seconds until what a header says: `30`, `1.5`, `6m0s`, an epoch in seconds or milliseconds, or a date. */
function waitUntil(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined || value.length > 64) return undefined;
  const text = value.trim();
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (number === undefined) return durationS(text) ?? secondsUntil(Date.parse(text), nowMs);
  if (number < EPOCH_S) return number;
  return secondsUntil(number < EPOCH_MS ? number * 1_000 : number, nowMs);
}

/** `20`, `34.5s`, `6m0s`, `12ms`. */
function durationS(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd])?){1,4}$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])?/g))
    seconds += Number(amount) * (UNIT_S[unit ?? "s"] ?? 1);
  return seconds;
}

function secondsUntil(atMs: number, nowMs: number): number | undefined {
  const seconds = (atMs - nowMs) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
