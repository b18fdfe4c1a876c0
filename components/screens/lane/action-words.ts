import type { LaneAction } from "./advice.ts";

/** Words of the buttons; a dot triple says that a sheet opens and nothing happens yet. */
export const ACTION_WORDS: Record<LaneAction, string> = {
  pause: "Pause…",
  resume: "Resume…",
  rotate: "Rotate…",
  evidence: "Read the evidence",
  scopes: "See the scopes",
  server: "See the replicas",
  expiry: "Enter its end…",
  probe: "Probe…",
  overrule: "Overrule…",
  archive: "Archive…",
  restore: "Bring it back…",
  policy: "Change the policy…",
  contact: "Change them…",
};
