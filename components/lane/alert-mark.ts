import {
  ACCORD_MARKS,
  CLOCK_MARK,
  CONDITION_MARKS,
  FRESHNESS_MARKS,
  type Mark,
  SET_ASIDE_MARK,
} from "#components/ui/condition-marks.ts";
import type { AlertCondition } from "#lib/domain/vocabulary.ts";

/** How the cause of an alert looks: as the condition of the lane it is about. */
export function alertMark(condition: AlertCondition): Mark {
  if (condition === "silent") return FRESHNESS_MARKS.silent;
  if (condition === "off_clock") return CLOCK_MARK;
  if (condition === "set_aside") return SET_ASIDE_MARK;
  return condition === "split" ? ACCORD_MARKS.split : CONDITION_MARKS[condition];
}
