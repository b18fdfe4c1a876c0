import { CONDITION_MARKS, CONTROL_MARKS, FRESHNESS_MARKS, type Mark } from "#components/ui/condition-marks.ts";
import type { HealthCounts } from "#lib/contract/lane.ts";
import { CONDITIONS } from "#lib/domain/vocabulary.ts";

/** One way to narrow the lanes: it is a link, a chip and a count in one. */
export interface LaneFilter {
  key: "health" | "control" | "freshness";
  value: string;
  mark: Mark;
  count: number | undefined;
}

interface OverlayCounts {
  silent?: number;
  paused?: number;
  contained?: number;
}

/** Filters in order of urgency, those that match nothing included. */
export function laneFilters(counts: HealthCounts, overlays: OverlayCounts = {}): LaneFilter[] {
  const health = [...CONDITIONS, "unknown" as const].map((value) => ({
    key: "health" as const,
    value,
    mark: CONDITION_MARKS[value],
    count: counts[value],
  }));
  return [
    ...health,
    { key: "freshness", value: "silent", mark: FRESHNESS_MARKS.silent, count: overlays.silent },
    { key: "control", value: "contained", mark: CONTROL_MARKS.contained, count: overlays.contained },
    { key: "control", value: "paused", mark: { ...CONTROL_MARKS.paused, word: "Paused" }, count: overlays.paused },
  ];
}

/** Filters that match something or are chosen, and those that match nothing; each keeps the order of urgency. */
export function partFilters(
  filters: readonly LaneFilter[],
  isChosen: (filter: LaneFilter) => boolean = () => false,
): { standing: LaneFilter[]; empty: LaneFilter[] } {
  const isEmpty = (filter: LaneFilter) => filter.count === 0 && !isChosen(filter);
  return { standing: filters.filter((filter) => !isEmpty(filter)), empty: filters.filter(isEmpty) };
}
