import { type ProbeResult, probeResult } from "./probe.ts";
import type { Target } from "./target.ts";

type Finding = NonNullable<ProbeResult>;

/** What a probe found, as the audit tells it: one that finds a dead credential has done its work. */
export const PROBE_FINDINGS: Record<Finding, string> = {
  passed: "the provider accepts the credential",
  dead: "the provider refuses the credential",
  unable: "it could not be told whether the credential works",
};

const WORST_FIRST: readonly Finding[] = ["dead", "passed", "unable"];

/** What a probe that is over came to in sum: one replica that is refused weighs more than all that are not. */
export function probeFinding(targets: readonly (Pick<Target, "status"> & { code: string | null })[]): Finding {
  const found = targets.map(({ status, code }) => probeResult(status, code));
  return WORST_FIRST.find((finding) => found.includes(finding)) ?? "unable";
}
