import type { ContainCause, Containment } from "./containment.ts";

/** Why all replicas were stopped. */
export const CONTAIN_CAUSE: Record<ContainCause, string> = {
  confirmed: "confirmed by its provider",
  every_replica: "every live replica that serves it says so",
  two_replicas: "two replicas say so",
  probe_dead: "one replica says so, and the probe of another agrees",
  no_answer: "one replica says so, and no other answered in time",
};

/** What one replica's word alone came to, for whoever reads of it; null where there was no doubt. `reason` is that replica's. */
export function describeDoubt(containment: Containment, reason: string | null): string | null {
  const outcome = outcomeOf(containment);
  return outcome && `one replica says revoked${reason ? ` (${reason})` : ""}; ${outcome}`;
}

function outcomeOf(containment: Containment): string | null {
  switch (containment.action) {
    case "probe_first":
    case "await":
      return "another is asked";
    case "contradicted":
      return "another's probe passed";
    case "contain":
      if (containment.because === "probe_dead") return "another's probe says so too";
      return containment.because === "no_answer" ? "no other could say otherwise in time" : null;
    case "none":
      return null;
  }
}
