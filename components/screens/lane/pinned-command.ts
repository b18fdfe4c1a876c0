import type { CommandView } from "#lib/contract/command.ts";

/** How long an outcome stays pinned: what went wrong stays longer than what went well. */
const SHOWN_MS = { well: 5 * 60_000, badly: 60 * 60_000 } as const;

/** The command to pin above everything: the one under way, else the last one while its outcome is news. */
export function pinnedCommand(open: CommandView | null, latest: CommandView | null, nowMs: number): CommandView | null {
  if (open !== null) return open;
  if (latest === null) return null;
  if (latest.finished_at === null) return latest;
  const shownMs = latest.status === "succeeded" ? SHOWN_MS.well : SHOWN_MS.badly;
  return nowMs - Date.parse(latest.finished_at) < shownMs ? latest : null;
}
