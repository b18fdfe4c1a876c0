import type { Instant } from "../clock/instant.ts";
import type { Degradation } from "./degradation.ts";
import { compareBeginnings, type DegradedWindow, uniteWindows } from "./window.ts";

/** What a lane's ledger remembers from one judgement to the next. Plain JSON. */
export interface Ledger {
  open: Degradation | null;
  /** Whether an operator or a containment held the lane when it was last judged. */
  held: boolean;
  /** The end of the latest window that is over: calls told later of a time before it change what was counted. */
  settledAt: Instant | null;
}

export const EMPTY_LEDGER: Ledger = { open: null, held: false, settledAt: null };

export interface LedgerEntry {
  ledger: Ledger;
  /** Windows to unite with what is written. */
  windows: readonly DegradedWindow[];
  /** The window that begins now. */
  started: Degradation | null;
  /** When the open one ended. */
  endedAt: Instant | null;
}

/** What a judgement saw: the lane's own verdict, windows that replicas told of in full, and since when the lane serves again. */
export interface LedgerSight {
  degraded: Degradation | null;
  reported: readonly DegradedWindow[];
  openedAt: Instant | null;
  held: boolean;
  now: Instant;
}

/** Brings the ledger up to date. Whoever speaks of one time, and in whatever order, makes one window of it. */
export function keepLedger(ledger: Ledger, { degraded: seen, reported, openedAt, held, now }: LedgerSight): LedgerEntry {
  const { open } = ledger;
  const degraded = seen && beginAfter(ledger, seen, now);
  const isOver = open !== null && degraded === null;
  const endedAt = isOver ? endOf(ledger, openedAt, now) : null;
  const isNews = degraded !== null && (open === null || compareBeginnings(degraded, open) < 0);
  const windows = uniteWindows([...reported, ...(isNews ? [{ ...degraded, endedAt: null }] : [])]);
  const ends = [ledger.settledAt, endedAt, ...windows.map((window) => window.endedAt)].filter((end) => end !== null);
  return {
    ledger: {
      open: degraded === null ? null : isNews ? degraded : open,
      held,
      settledAt: ends.length > 0 ? Math.max(...ends) : null,
    },
    windows,
    started: open === null ? degraded : null,
    endedAt,
  };
}

/** A verdict older than the last window's end returned with an old generation: the lane has served in between. */
function beginAfter({ open, settledAt }: Ledger, seen: Degradation, now: Instant): Degradation {
  return settledAt === null || seen.startedAt > settledAt ? seen : { ...seen, startedAt: open?.startedAt ?? now };
}

/** When the lane could serve again: as the replicas tell it, or now where its operators held it or nobody tells. */
function endOf({ open, held }: Ledger, openedAt: Instant | null, now: Instant): Instant {
  const isTold = !held && openedAt !== null && open !== null && openedAt > open.startedAt;
  return isTold ? Math.min(openedAt, now) : now;
}
