import { createHash } from "node:crypto";
import { BackOff } from "../back-off.ts";
import { after } from "../timers.ts";
import type { Store, StoreVersion } from "./store.ts";
import { StoreError } from "./store-error.ts";

const LONGEST_PAUSE_MS = 300_000;

/**
 * Looks every `periodMs` whether a place that cannot tell by itself holds something else, and calls back where it does. Asks less
 * often while the place does not answer. Returns what ends it; never holds the process open.
 */
export function pollChanges(read: Store["read"], periodMs: number, onChange: () => void): () => void {
  const backOff = new BackOff({ firstMs: periodMs, capMs: Math.max(periodMs, LONGEST_PAUSE_MS) });
  let seen: string | null = null;
  let ended = false;
  let cancel = () => {};
  const look = async () => {
    try {
      const now = markOf(await read());
      backOff.reset();
      if (ended) return;
      if (seen !== null && seen !== now) onChange();
      seen = now;
      again(periodMs);
    } catch (error) {
      again(backOff.nextMs(Math.max(periodMs, retryAfterMs(error))));
    }
  };
  const again = (waitMs: number) => {
    if (!ended) cancel = after(waitMs, () => void look());
  };
  void look();
  return () => {
    ended = true;
    cancel();
  };
}

const retryAfterMs = (error: unknown): number => (error instanceof StoreError ? (error.retryAfterS ?? 0) * 1_000 : 0);

/** Tells two versions apart without keeping a secret. */
function markOf(version: StoreVersion | null): string {
  return createHash("sha256").update(JSON.stringify(version)).digest("hex");
}
