import { formatDuration } from "#components/ui/format-duration.ts";
import { formatClock } from "#components/ui/format-instant.ts";
import type { Summary } from "#lib/contract/summary.ts";

type Absence = Summary["absences"][number];

/** One sentence for the latest absence of the last day, and how many came before it; null where there was none. */
export function describeAbsence(absences: readonly Absence[], nowMs: number): string | null {
  const [latest, ...earlier] = absences;
  if (!latest) return null;
  const fromMs = Date.parse(latest.started_at);
  const toMs = latest.ended_at === null ? nowMs : Date.parse(latest.ended_at);
  const period =
    latest.ended_at === null
      ? `has been away since ${formatClock(fromMs)} UTC (${formatDuration(toMs - fromMs)})`
      : `was away ${betweenClocks(formatClock(fromMs), formatClock(toMs))} UTC (${formatDuration(toMs - fromMs)})`;
  const more =
    earlier.length > 0 ? `, and ${earlier.length} more ${earlier.length === 1 ? "time" : "times"} in the last day` : "";
  return `Lanekeeper ${period}${more}. ${consequence(latest)}`;
}

/** "02:15–02:16", or "at 02:15" where both are in one minute. */
const betweenClocks = (from: string, to: string): string => (from === to ? `at ${from}` : `${from}–${to}`);

/** While only the clock stood still, every report was taken. */
const consequence = ({ parts }: Absence): string =>
  parts.includes("reception")
    ? "What began and ended meanwhile is recorded and pages nobody, revocations excepted."
    : "Reports were taken all the time.";
