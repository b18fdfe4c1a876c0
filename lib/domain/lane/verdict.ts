import { CERTAINTIES } from "../vocabulary.ts";
import { compareText } from "./stamp.ts";
import { KEPT_VERDICTS, type Verdict } from "./state.ts";

/** Strongest first, then earliest; id and boot only settle ties. */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  return (
    CERTAINTIES.indexOf(b.certainty) - CERTAINTIES.indexOf(a.certainty) ||
    a.at - b.at ||
    compareText(a.id, b.id) ||
    compareText(a.boot ?? "", b.boot ?? "")
  );
}

export function addVerdict(held: readonly Verdict[], offered: Verdict): readonly Verdict[] {
  const isOffered = ({ id, boot, at }: Verdict) => id === offered.id && boot === offered.boot && at === offered.at;
  if (held.some(isOffered)) return held;
  return [...held, offered].sort(compareVerdicts).slice(0, KEPT_VERDICTS);
}
