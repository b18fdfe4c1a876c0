import type { Instant } from "../clock/instant.ts";
import type { OutagePart } from "../vocabulary.ts";
import type { Outage } from "./outage.ts";

/** A time in which Lanekeeper did not do all of its work, as an operator is told of it. */
export interface Absence {
  startedAt: Instant;
  /** Null while it lasts. */
  endedAt: Instant | null;
  parts: readonly OutagePart[];
}

const end = ({ endedAt }: Pick<Absence, "endedAt">): Instant => endedAt ?? Number.POSITIVE_INFINITY;

/** Outages of several parts at one time are one absence. Newest first. */
export function uniteOutages(outages: readonly Outage[]): Absence[] {
  const united: Absence[] = [];
  for (const outage of outages.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const last = united.at(-1);
    if (!last || outage.startedAt > end(last)) {
      united.push({ startedAt: outage.startedAt, endedAt: outage.endedAt, parts: [outage.part] });
      continue;
    }
    const parts = last.parts.includes(outage.part) ? last.parts : [...last.parts, outage.part];
    united[united.length - 1] = { ...last, parts, endedAt: end(outage) > end(last) ? outage.endedAt : last.endedAt };
  }
  return united.toReversed();
}
