import { FilterRow } from "#components/lane/filter-row.tsx";
import { type LaneFilter, laneFilters } from "#components/lane/lane-filters.ts";
import { ChipBody, chipClass, EMPTY_CHIP_CLASS, EmptyChipBody } from "#components/ui/chip.tsx";
import { ListLink } from "#components/ui/list-link.tsx";
import type { Summary } from "#lib/contract/summary.ts";

const hrefOf = ({ key, value }: LaneFilter): string => `/lanes?${key}=${value}`;

/** How many lanes stand where: each is a way to the list of them. */
export function CauseChips({ counts, silent, paused, contained }: Pick<Summary, "counts" | "silent" | "paused" | "contained">) {
  return (
    <nav aria-label="Lanes by state">
      <FilterRow
        filters={laneFilters(counts, { silent, paused, contained })}
        chip={(filter) => (
          <ListLink href={hrefOf(filter)} className={chipClass(false)}>
            <ChipBody icon={filter.mark.icon} tone={filter.mark.tone} count={filter.count}>
              {filter.mark.word}
            </ChipBody>
          </ListLink>
        )}
        emptyChip={(filter) => (
          <ListLink href={hrefOf(filter)} title={filter.mark.word} className={EMPTY_CHIP_CLASS}>
            <EmptyChipBody icon={filter.mark.icon}>{filter.mark.word}</EmptyChipBody>
          </ListLink>
        )}
      />
    </nav>
  );
}
