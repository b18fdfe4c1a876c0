import { CONDITION_MARKS, FRESHNESS_MARKS, type Mark } from "#components/ui/condition-marks.ts";
import type { AlertCondition } from "#lib/domain/vocabulary.ts";

/** How the cause of an alert looks: as the condition of the lane it is about. */
export const alertMark = (condition: AlertCondition): Mark =>
  condition === "silent" ? FRESHNESS_MARKS.silent : CONDITION_MARKS[condition];
