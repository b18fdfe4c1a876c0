import type { LaneDetail } from "#lib/contract/lane.ts";

/** One line of the head: a moment to show by the server's clock, or plain words. */
export interface Fact {
  label: string;
  at: string | null;
  text: string | null;
}

const moment = (label: string, at: string | null, otherwise: string): Fact => ({
  label,
  at,
  text: at === null ? otherwise : null,
});
const words = (label: string, text: string | null, otherwise: string): Fact => ({ label, at: null, text: text ?? otherwise });

/** What the head of a lane states, most urgent first. An ended credential has no "expires in" and no refresh ahead. */
export function headFacts(lane: LaneDetail): Fact[] {
  if (lane.ended) return [...lastFacts(lane.ended), endFact(lane), ...factsOfUse(lane)];
  const ended = lane.health === "revoked" || lane.health === "expired";
  return [
    ...(lane.health === null ? [] : [moment("Since", lane.health_since, "not known")]),
    ...(ended ? [] : [endFact(lane)]),
    ...(ended || lane.deadlines.refuse_at === null ? [] : [moment("Forced refresh", lane.deadlines.refuse_at, "")]),
    ...(ended || lane.deadlines.refresh_at === null ? [] : [moment("Refreshes itself", lane.deadlines.refresh_at, "")]),
    ...factsOfUse(lane),
  ];
}

const factsOfUse = (lane: LaneDetail): Fact[] => [
  moment("Last good use", lane.last_good_use_at, "none seen"),
  moment("Last report", lane.last_report_at, "never"),
  words("Owner", lane.owner, "nobody named"),
];

/** How a lane ended: nothing of it is counted any more. */
const lastFacts = ({ at, how, by }: NonNullable<LaneDetail["ended"]>): Fact[] => [
  moment(how === "archived" ? "Archived" : "Retired", at, ""),
  words("By", by, "its server"),
];

function endFact({ expires_at }: LaneDetail): Fact {
  if (expires_at === "never") return words("Ends", "never", "");
  return moment("Ends", expires_at, "not known");
}

/** Where the lane belongs, as one line: "github · acme-bot · tenant acme · production". */
export function laneOrigin(lane: LaneDetail): string {
  const parts = [lane.provider ?? "not declared", lane.account, lane.tenant ? `tenant ${lane.tenant}` : null, lane.environment];
  return parts.filter((part) => part !== null).join(" · ");
}

/** Title of the tab: the lane and its cause. */
export const laneTitle = (lane: Pick<LaneDetail, "name">, word: string): string => `${lane.name}: ${word}`;
