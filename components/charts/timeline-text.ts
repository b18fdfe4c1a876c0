import { formatDuration } from "#components/ui/format-duration.ts";
import { formatInstant } from "#components/ui/format-instant.ts";
import { instantOf } from "./lane-end.ts";
import type { TimelineGeneration, TimelineInput } from "./timeline-input.ts";

/** One line of the table that says what the picture shows. */
export interface TimelineLine {
  key: string;
  what: string;
  facts: string;
}

/** The bars and periods of the picture in words: generations newest first, then degraded windows and Lanekeeper's own absences. */
export function timelineLines(input: TimelineInput, nowMs: number): TimelineLine[] {
  return [
    ...input.generations.map((generation) => ({
      key: `${generation.number}-${generation.fingerprint}`,
      what: `Generation ${generation.number}, ${generation.state}`,
      facts: generationFacts(generation, nowMs).join("; "),
    })),
    ...input.degraded.map((window) => ({
      key: `degraded-${window.started_at}`,
      what: window.closed_as === null ? "Degraded window" : "Never out of service",
      facts: `${periodFacts(window, nowMs)}; ${window.served} served, ${window.refused} refused`,
    })),
    ...input.absences.map((absence) => ({
      key: `away-${absence.started_at}`,
      what: "Lanekeeper was away",
      facts: periodFacts(absence, nowMs),
    })),
  ];
}

function generationFacts(generation: TimelineGeneration, nowMs: number): string[] {
  const instant = (time: string) => formatInstant(Date.parse(time), nowMs);
  return [
    generation.issued_at ? `issued ${instant(generation.issued_at)}` : `first seen ${instant(generation.first_seen_at)}`,
    ...(generation.revoked ? [`revoked ${instant(generation.revoked.at)}`] : []),
    ...(generation.retired_at ? [`retired ${instant(generation.retired_at)}`] : []),
    endFact(generation, nowMs),
  ];
}

function endFact(generation: TimelineGeneration, nowMs: number): string {
  const endMs = instantOf(generation.expires_at);
  if (endMs === null) return generation.expires_at === "never" ? "has no end" : "its end is unknown";
  const end = formatInstant(endMs, nowMs);
  if (generation.revoked) return `would have lived to ${end}`;
  if (generation.retired_at !== null && endMs > nowMs) return `its date was ${end}`;
  if (endMs > nowMs) return `ends in ${formatDuration(endMs - nowMs)}, ${end}`;
  return generation.retired_at ? `ended ${end}` : `dead for ${formatDuration(nowMs - endMs)}, since ${end}`;
}

interface Period {
  started_at: string;
  ended_at: string | null;
}

function periodFacts({ started_at: startedAt, ended_at: endedAt }: Period, nowMs: number): string {
  const fromMs = Date.parse(startedAt);
  const from = formatInstant(fromMs, nowMs);
  if (endedAt === null) return `since ${from}, for ${formatDuration(nowMs - fromMs)}, not over`;
  return `${from} to ${formatInstant(Date.parse(endedAt), nowMs)}, ${formatDuration(Date.parse(endedAt) - fromMs)}`;
}
