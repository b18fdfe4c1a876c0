import { laneFilters } from "#components/lane/lane-filters.ts";
import { ChipBody, chipClass } from "#components/ui/chip.tsx";
import { ListLink } from "#components/ui/list-link.tsx";
import type { Summary } from "#lib/contract/summary.ts";

/** How many lanes stand where: each is a way to the list of them. */
export function CauseChips({ counts, silent, paused, contained }: Pick<Summary, "counts" | "silent" | "paused" | "contained">) {
  return (
    <nav aria-label="Lanes by state" className="-mx-3 overflow-x-auto px-3 py-0.5 [scrollbar-width:none] sm:mx-0 sm:px-0">
      <ul className="flex gap-1 lg:flex-wrap">
        {laneFilters(counts, { silent, paused, contained }).map(({ key, value, mark, count }) => (
          <li key={value}>
            <ListLink href={`/lanes?${key}=${value}`} title={mark.word} className={chipClass(false, count)}>
              <ChipBody icon={mark.icon} tone={mark.tone} count={count}>
                {mark.word}
              </ChipBody>
            </ListLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
