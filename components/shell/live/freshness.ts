/** What the console knows about its own connection, in milliseconds of this device's clock. */
export interface Contact {
  /** When listening began, or was begun again after the page had been hidden. */
  startedAtMs: number;
  /** Last message of the stream; null before the first. */
  messageAtMs: number | null;
  /** Last answer of any kind: a message of the stream, or what was read from the API. */
  answerAtMs: number | null;
}

export type Freshness =
  | { state: "connecting" }
  | { state: "live" }
  | { state: "reconnecting"; quietMs: number }
  | { state: "polling" }
  | { state: "stale"; sinceMs: number };

export const LIVE_WITHIN_MS = 20_000;
const STALE_AFTER_MS = 60_000;

/** How fresh the screen is. It goes by what arrived, never by what the connection claims of itself. */
export function judgeFreshness({ startedAtMs, messageAtMs, answerAtMs }: Contact, nowMs: number): Freshness {
  const quietMs = nowMs - (messageAtMs ?? startedAtMs);
  if (quietMs < LIVE_WITHIN_MS) return { state: messageAtMs === null ? "connecting" : "live" };
  if (quietMs < STALE_AFTER_MS) return { state: "reconnecting", quietMs };
  const heardAtMs = Math.max(answerAtMs ?? startedAtMs, messageAtMs ?? startedAtMs);
  return nowMs - heardAtMs < STALE_AFTER_MS ? { state: "polling" } : { state: "stale", sinceMs: heardAtMs };
}
