import { CONDITION_MARKS, CONTROL_MARKS, FRESHNESS_MARKS, type Mark } from "#components/ui/condition-marks.ts";
import type { LaneSummary } from "#lib/contract/lane.ts";

export type Cause = Exclude<keyof typeof CONDITION_MARKS, "unknown"> | "contained" | "silent" | "unknown";

/** Why a lane needs someone: its condition, else that it waits for a human, else that nobody hears from it. */
export function causeOf({ health, control, freshness }: Pick<LaneSummary, "health" | "control" | "freshness">): Cause {
  if (health !== null && health !== "healthy") return health;
  if (control === "contained") return "contained";
  if (freshness === "silent") return "silent";
  return health ?? "unknown";
}

export function causeMark(cause: Cause): Mark {
  if (cause === "contained") return CONTROL_MARKS.contained;
  if (cause === "silent") return FRESHNESS_MARKS.silent;
  return CONDITION_MARKS[cause];
}
