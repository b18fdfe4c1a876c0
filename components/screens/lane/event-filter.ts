import type { TimelineEntry } from "#lib/contract/lane.ts";

/** A stretch of time, in milliseconds. */
export interface EventBand {
  fromMs: number;
  toMs: number;
}

const ROUTINE: ReadonlySet<string> = new Set([
  "call.usage",
  "call.completed",
  "credential.verified",
  "credential.refresh_attempted",
  "credential.preflight_passed",
  "command.target_changed",
  "command.phase_changed",
]);

/** Whether an entry only says that all goes on as it should. */
export const isRoutine = (entry: Pick<TimelineEntry, "kind">): boolean => ROUTINE.has(entry.kind);

/** Entries to list, newest first: those of the chosen band, routine ones only when asked for. */
export function shownEntries(entries: readonly TimelineEntry[], band: EventBand | null, withRoutine: boolean): TimelineEntry[] {
  return entries.filter((entry) => {
    const atMs = Date.parse(entry.at);
    return (withRoutine || !isRoutine(entry)) && (band === null || (atMs >= band.fromMs && atMs <= band.toMs));
  });
}

/** The name of a kind in plain words: "credential.refresh_failed" is "refresh failed". */
export function kindWords(kind: string): string {
  return kind.replace(/^credential\./, "").replaceAll(/[._]/g, " ");
}
