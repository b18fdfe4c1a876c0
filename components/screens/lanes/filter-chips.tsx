"use client";
import { laneFilters } from "#components/lane/lane-filters.ts";
import { ChipBody, chipClass } from "#components/ui/chip.tsx";
import type { HealthCounts } from "#lib/contract/lane.ts";
import type { LaneFilterValues } from "./filters.ts";

interface FilterChipsProps {
  counts: HealthCounts;
  values: LaneFilterValues;
  onToggle(key: "health" | "control" | "freshness", value: string): void;
}

/** One chip per state, with the count of the same answer that filled the list. */
export function FilterChips({ counts, values, onToggle }: FilterChipsProps) {
  return (
    <fieldset className="-mx-3 min-w-0 overflow-x-auto px-3 py-0.5 [scrollbar-width:none] sm:mx-0 sm:px-0">
      <legend className="sr-only">Show only</legend>
      <div className="flex gap-1 lg:flex-wrap">
        {laneFilters(counts).map(({ key, value, mark, count }) => {
          const selected = values[key] === value;
          return (
            <button
              key={value}
              type="button"
              title={mark.word}
              aria-pressed={selected}
              onClick={() => onToggle(key, value)}
              className={chipClass(selected, count)}
            >
              <ChipBody icon={mark.icon} tone={mark.tone} count={count} selected={selected}>
                {mark.word}
              </ChipBody>
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
