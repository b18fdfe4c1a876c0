import type { ReactNode } from "react";
import { type LaneFilter, partFilters } from "./lane-filters.ts";

interface FilterRowProps {
  filters: readonly LaneFilter[];
  isChosen?(filter: LaneFilter): boolean;
  /** A chip with word and count. */
  chip(filter: LaneFilter): ReactNode;
  /** An icon with a name, for a filter that matches nothing. */
  emptyChip(filter: LaneFilter): ReactNode;
}

/** Filters that match something first, then those that match nothing as one quiet group, which wraps as a whole. */
export function FilterRow({ filters, isChosen, chip, emptyChip }: FilterRowProps) {
  const { standing, empty } = partFilters(filters, isChosen);
  return (
    <div className="-mx-3 flex gap-2 overflow-x-auto px-3 py-0.5 [scrollbar-width:none] sm:mx-0 sm:px-0 lg:flex-wrap lg:overflow-visible">
      <ul className="flex gap-1.5 lg:flex-wrap">
        {standing.map((filter) => (
          <li key={filter.value}>{chip(filter)}</li>
        ))}
      </ul>
      {empty.length > 0 && (
        <div className="flex h-8 shrink-0 items-center rounded-full border border-line pr-0.5 pl-3 pointer-coarse:h-11">
          <span className="pr-1 text-[13px] text-muted">None</span>
          <ul className="flex">
            {empty.map((filter) => (
              <li key={filter.value}>{emptyChip(filter)}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
