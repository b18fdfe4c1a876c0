import { CERTAINTIES } from "../vocabulary.ts";
import { compareText } from "./stamp.ts";
import { KEPT_VERDICTS, type Verdict } from "./state.ts";

/** Services before workstations, strongest first, then earliest; id and boot only settle ties. */
export const compareVerdicts = (a: Verdict, b: Verdict): number => compareWeight(a, b) || compareAge(a, b);

const compareWeight = (a: Verdict, b: Verdict): number =>
  Number(a.workstation ?? false) - Number(b.workstation ?? false) ||
  CERTAINTIES.indexOf(b.certainty) - CERTAINTIES.indexOf(a.certainty);

const compareAge = (a: Verdict, b: Verdict): number =>
  a.at - b.at || compareText(a.id, b.id) || compareText(a.boot ?? "", b.boot ?? "");

/** Adds a verdict to those remembered. Among equals a replica's first word goes before the second of another, so that none drowns the rest. */
export function addVerdict(held: readonly Verdict[], offered: Verdict): readonly Verdict[] {
  const isOffered = ({ id, boot, at }: Verdict) => id === offered.id && boot === offered.boot && at === offered.at;
  if (held.some(isOffered)) return held;
  const all = [...held, offered].sort(compareVerdicts);
  if (all.length <= KEPT_VERDICTS) return all;
  const ranked = all.map((verdict, place) => ({ verdict, rank: wordsBefore(all, verdict, place) }));
  const kept = ranked.sort((a, b) => compareWeight(a.verdict, b.verdict) || a.rank - b.rank || compareAge(a.verdict, b.verdict));
  return kept
    .slice(0, KEPT_VERDICTS)
    .map(({ verdict }) => verdict)
    .sort(compareVerdicts);
}

const wordsBefore = (sorted: readonly Verdict[], { boot }: Verdict, place: number): number =>
  sorted.slice(0, place).filter((other) => other.boot === boot).length;
