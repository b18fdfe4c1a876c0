import { formatDuration } from "./format-duration.ts";

const MINUTE_MS = 60_000;

/** How long ago, without seconds once it is a minute: what lies behind needs no ticking. */
export function formatAge(ageMs: number): string {
  return formatDuration(ageMs < MINUTE_MS ? ageMs : Math.floor(ageMs / MINUTE_MS) * MINUTE_MS);
}
