import { Archive } from "lucide-react";
import {
  ACCORD_MARKS,
  CONDITION_MARKS,
  CONTROL_MARKS,
  FRESHNESS_MARKS,
  type Mark,
  ROTATION_MARKS,
  SET_ASIDE_MARK,
} from "#components/ui/condition-marks.ts";
import { formatAge } from "#components/ui/format-age.ts";
import { plural } from "#components/ui/plural.ts";
import type { LaneSummary } from "#lib/contract/lane.ts";

export type MarkedLane = Pick<
  LaneSummary,
  | "health"
  | "control"
  | "control_confirmed"
  | "freshness"
  | "rotation"
  | "last_report_at"
  | "ended"
  | "split"
  | "behind"
  | "set_aside"
>;

export interface LaneMark {
  mark: Mark;
  word: string;
}

const plain = (mark: Mark): LaneMark => ({ mark, word: mark.word });

const ENDED_MARKS: Record<NonNullable<MarkedLane["ended"]>["how"], Mark> = {
  archived: { icon: Archive, word: "Archived", tone: "neutral", weight: "outline" },
  retired: { icon: Archive, word: "Retired", tone: "neutral", weight: "outline" },
};

/** The one mark that stands for a lane: its end, that it cannot be judged, its cause, or why no cause can be told. */
export function leadingMark({
  health,
  freshness,
  ended,
  set_aside,
}: Pick<MarkedLane, "health" | "freshness"> & Partial<Pick<MarkedLane, "ended" | "set_aside">>): Mark {
  if (ended) return ENDED_MARKS[ended.how];
  if (set_aside) return SET_ASIDE_MARK;
  if (health !== null && (health !== "healthy" || freshness === "live")) return CONDITION_MARKS[health];
  return freshness === "live" ? CONDITION_MARKS.unknown : FRESHNESS_MARKS[freshness];
}

function freshnessMark({ freshness, last_report_at }: MarkedLane, nowMs: number): LaneMark | null {
  if (freshness === "live") return null;
  const mark = FRESHNESS_MARKS[freshness];
  if (freshness !== "silent" || last_report_at === null) return plain(mark);
  return { mark, word: `No report ${formatAge(nowMs - Date.parse(last_report_at))}` };
}

function controlMark({ control, control_confirmed: { replicas, of } }: MarkedLane): LaneMark | null {
  if (control === "active") return null;
  const mark = CONTROL_MARKS[control];
  if (replicas >= of) return plain(mark);
  return { mark, word: `${control === "paused" ? "Pausing" : "Containing"} ${replicas}/${of}` };
}

/** Replicas that serve different things; that some are behind goes without saying while a rotation reaches them one by one. */
function accordMarks({ split, behind, rotation }: MarkedLane): LaneMark[] {
  const isUnderWay = rotation === "adopt" && behind?.late === false;
  return [
    ...(split ? [plain(ACCORD_MARKS.split)] : []),
    ...(behind && !isUnderWay ? [{ mark: ACCORD_MARKS.behind, word: `${plural(behind.replicas, "replica")} behind` }] : []),
  ];
}

/** All marks of a lane: that all the others may be out of date, then cause, then what stands beside it and never instead of it. */
export function laneMarks(lane: MarkedLane, nowMs: number): LaneMark[] {
  if (lane.ended) return [plain(ENDED_MARKS[lane.ended.how]), controlMark(lane)].filter((mark) => mark !== null);
  const fresh = freshnessMark(lane, nowMs);
  const aside = lane.set_aside ? plain(SET_ASIDE_MARK) : null;
  const isDoubted = lane.health === "healthy" && (fresh ?? aside) !== null;
  const cause = lane.health === null || isDoubted ? null : plain(CONDITION_MARKS[lane.health]);
  const unknown = [aside, cause, fresh].every((mark) => mark === null) ? plain(CONDITION_MARKS.unknown) : null;
  const rotation = lane.rotation === null ? null : plain(ROTATION_MARKS[lane.rotation]);
  return [aside, cause, unknown, fresh, controlMark(lane), ...accordMarks(lane), rotation].filter((mark) => mark !== null);
}
