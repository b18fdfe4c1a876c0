"use client";
import { FilterRow } from "#components/lane/filter-row.tsx";
import { type LaneFilter, laneFilters } from "#components/lane/lane-filters.ts";
import { ChipBody, chipClass, EMPTY_CHIP_CLASS, EmptyChipBody } from "#components/ui/chip.tsx";
import type { HealthCounts } from "#lib/contract/lane.ts";
import type { LaneFilterValues } from "./filters.ts";

interface FilterChipsProps {
  counts: HealthCounts;
  values: LaneFilterValues;
  onToggle(key: "health" | "control" | "freshness", value: string): void;
}

/** One chip per state, with the count of the same answer that filled the list. */
export function FilterChips({ counts, values, onToggle }: FilterChipsProps) {
  const isChosen = ({ key, value }: LaneFilter) => values[key] === value;
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">Show only</legend>
      <FilterRow
        filters={laneFilters(counts)}
        isChosen={isChosen}
        chip={(filter) => (
          <button
            type="button"
            aria-pressed={isChosen(filter)}
            onClick={() => onToggle(filter.key, filter.value)}
            className={chipClass(isChosen(filter))}
          >
            <ChipBody icon={filter.mark.icon} tone={filter.mark.tone} count={filter.count} selected={isChosen(filter)}>
              {filter.mark.word}
            </ChipBody>
          </button>
        )}
        emptyChip={({ key, value, mark }) => (
          <button type="button" title={mark.word} onClick={() => onToggle(key, value)} className={EMPTY_CHIP_CLASS}>
            <EmptyChipBody icon={mark.icon}>{mark.word}</EmptyChipBody>
          </button>
        )}
      />
    </fieldset>
  );
}
