import { ChipBody, chipClass } from "#components/ui/chip.tsx";
import { ACCORD_MARKS } from "#components/ui/condition-marks.ts";
import { groupWord, type ReplicaGroup } from "./replica-groups.ts";

interface ReplicaChipsProps {
  groups: readonly ReplicaGroup[];
  chosen: string | null;
  onChoose(key: string | null): void;
}

/** What the fleet serves and how many of it each; one tap shows only those. */
export function ReplicaChips({ groups, chosen, onChoose }: ReplicaChipsProps) {
  if (groups.length < 2) return null;
  return (
    <fieldset className="flex flex-wrap gap-2 border-b border-line px-4 py-3">
      <legend className="sr-only">Only replicas that serve</legend>
      {groups.map((group) => {
        const selected = group.key === chosen;
        const mark = group.behind ? ACCORD_MARKS.behind : group.split ? ACCORD_MARKS.split : null;
        return (
          <button
            key={group.key}
            type="button"
            aria-pressed={selected}
            className={chipClass(selected)}
            onClick={() => onChoose(selected ? null : group.key)}
          >
            <ChipBody {...(mark && { icon: mark.icon, tone: mark.tone })} count={group.replicas.length} selected={selected}>
              {mark ? `${groupWord(group)} ${mark.word.toLowerCase()}` : groupWord(group)}
            </ChipBody>
          </button>
        );
      })}
    </fieldset>
  );
}
