import type { Fact } from "../lane/fact.ts";
import { causeOf } from "./degradation.ts";
import type { DegradedWindow } from "./window.ts";

/**
 * Windows that replicas tell of in full, with the word that they are over: such a window is known even if it is told too late to be
 * seen. A workstation speaks for itself alone.
 */
export function reportedWindows(facts: readonly Fact[]): DegradedWindow[] {
  return facts.flatMap(({ body, stamp, workstation }) =>
    body.type === "gate" && !workstation && !body.isShut && body.since < stamp.at
      ? [{ startedAt: body.since, endedAt: stamp.at, cause: causeOf(body.reason), generation: body.generation }]
      : [],
  );
}
