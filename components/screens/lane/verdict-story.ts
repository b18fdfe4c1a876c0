import { plural } from "#components/ui/plural.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { VerdictView } from "#lib/contract/verdict.ts";
import { probeResult } from "#lib/domain/command/probe.ts";
import { CONTAIN_CAUSE } from "#lib/domain/lane/describe-doubt.ts";
import { inWords } from "#lib/domain/lane/words.ts";

/** One thing that was said or found about a credential, in the order in which it happened. */
export interface VerdictLine {
  key: string;
  at: string;
  who: string;
  what: string;
  /** Whether it speaks against the credential, for it, or says nothing. */
  tone: "against" | "for" | "open";
}

type Accused = Pick<LaneDetail, "verdicts" | "probes">;

/** Who said what about the credential, who was asked, and what was found. Who says the same again is told once. */
export function verdictStory({ verdicts, probes }: Accused): VerdictLine[] {
  const lines = [...verdicts.map(verdictLine), ...probes.flatMap(probeLines)].toSorted((a, b) => a.at.localeCompare(b.at));
  return lines.filter((line, index) => lines.findIndex(({ who, what }) => who === line.who && what === line.what) === index);
}

function verdictLine(verdict: VerdictView): VerdictLine {
  const { kind, certainty, reason, overruled, workstation } = verdict;
  const how = certainty === "confirmed" ? `${kind}, confirmed` : `${kind}, inferred`;
  const notes = [reason, overruled ? "overruled" : null, workstation ? "from a workstation: no word over others" : null];
  return {
    key: `${verdict.event_id} ${verdict.origin?.id ?? ""}`,
    at: verdict.at,
    who: whoSaid(verdict),
    what: [`says ${how}`, ...notes.filter((note) => note !== null)].join("; "),
    tone: overruled || workstation ? "open" : "against",
  };
}

/** The replica that said it, or the other lane on which the same credential died. */
export function whoSaid({ replica, origin }: VerdictView): string {
  if (origin) return `${origin.server} / ${origin.name}`;
  return replica ?? "A signal";
}

function probeLines(probe: LaneDetail["probes"][number]): VerdictLine[] {
  return probe.targets.map(({ replica, status, code, detail, at }) => {
    const result = probeResult(status, code);
    const asked = probe.requested_by_kind === "system" ? "asked by Lanekeeper" : `asked by ${probe.requested_by}`;
    return {
      key: `${probe.id} ${replica}`,
      at,
      who: replica,
      what: `${FOUND[result ?? "waiting"]}${detail && result !== "passed" ? ` (${inWords(detail)})` : ""}; ${asked}`,
      tone: result === "passed" ? "for" : result === "dead" ? "against" : "open",
    };
  });
}

const FOUND = {
  passed: "probed it: the provider accepts it",
  dead: "probed it: the provider refuses it",
  unable: "could not tell",
  waiting: "has not answered yet",
} as const;

/** Why Lanekeeper contained the lane, after what was said: "confirmed by its provider". */
export function containedBecause({ containment }: Pick<LaneDetail, "containment">): string | null {
  const because = containment?.because ?? "";
  return because in CONTAIN_CAUSE ? CONTAIN_CAUSE[because as keyof typeof CONTAIN_CAUSE] : null;
}

/** Verdicts that a passed probe speaks against, so that an operator may overrule them. */
export const overrulable = ({ verdicts }: Pick<LaneDetail, "verdicts">): VerdictView[] =>
  verdicts.filter(({ overrule_with }) => overrule_with !== null);

/** Other lanes that the same credential serves: "2 other lanes hold this credential". */
export function sharedText({ blast_radius }: Pick<LaneDetail, "blast_radius">): string | null {
  const count = blast_radius.shared_fingerprint.length;
  return count === 0 ? null : `${plural(count, "other lane")} ${count === 1 ? "holds" : "hold"} this credential`;
}
