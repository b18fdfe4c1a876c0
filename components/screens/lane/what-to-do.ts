import type { LaneDetail } from "#lib/contract/lane.ts";
import type { Condition, Freshness } from "#lib/domain/vocabulary.ts";
import type { Advice } from "./advice.ts";
import { type FleetLane, fleetAdvice } from "./fleet-advice.ts";

export type AdviceLane = Pick<
  LaneDetail,
  | "health"
  | "freshness"
  | "control"
  | "ended"
  | "set_aside"
  | "refreshes_itself"
  | "capabilities"
  | "conditions"
  | "tools"
  | "verdicts"
> &
  FleetLane;

/** The advice for the leading cause of a lane. A lane whose health cannot be told is advised by its freshness. */
export function whatToDo(lane: AdviceLane): Advice {
  if (lane.ended) return ENDED[lane.ended.how];
  if (lane.set_aside) return NOT_JUDGED;
  if (lane.health === null) return BY_FRESHNESS[lane.freshness];
  if (lane.health === "refresh_failing" && isGrantDead(lane)) return GRANT_DEAD;
  if (lane.health === "revoked" && lane.control === "active") return isGainsaid(lane) ? GAINSAID : IN_DOUBT;
  if (lane.health === "healthy" && lane.control !== "active") return HELD[lane.control];
  const ofFleet = fleetAdvice(lane);
  if (ofFleet) return ofFleet;
  if ((lane.health === "expiring" || lane.health === "must_refresh") && !canRenew(lane)) {
    return { ...BY_CONDITION[lane.health], avoid: "Waiting: nothing renews this credential by itself." };
  }
  return BY_CONDITION[lane.health];
}

const canRenew = (lane: AdviceLane): boolean => lane.refreshes_itself || lane.capabilities.includes("refresh");

function isGrantDead(lane: AdviceLane): boolean {
  const failing = lane.conditions.find((held) => held.condition === "refresh_failing");
  return failing?.evidence?.provider_code === "invalid_grant";
}

const ENDED: Record<NonNullable<AdviceLane["ended"]>["how"], Advice> = {
  archived: {
    headline: "An operator archived this lane: its clock and its alerts have stopped.",
    explanation: "Its history stays. What its server still reports of it is kept and wakes nobody.",
    primary: "restore",
    secondary: [],
    avoid: null,
  },
  retired: {
    headline: "The server itself retired this lane: its clock and its alerts have stopped.",
    explanation: "Its history stays. A lane that takes its place is declared under another name.",
    primary: null,
    secondary: [],
    avoid: null,
  },
};

const NOT_JUDGED: Advice = {
  headline: "Not judged: what is stored of this lane cannot be read.",
  explanation:
    "Restore its rows, or run the version that wrote them. Its events are kept meanwhile, and count once it can be read; Lanekeeper tries each minute.",
  primary: null,
  secondary: ["pause"],
  avoid: "Taking what is shown for how it stands: that is what it was judged to be last.",
};

/** Whether a probe passed after every word against the credential. */
const isGainsaid = ({ verdicts }: AdviceLane): boolean =>
  verdicts.some(({ overrule_with }) => overrule_with !== null) &&
  verdicts.every(({ overruled, workstation, overrule_with }) => overruled || workstation || overrule_with !== null);

const GAINSAID: Advice = {
  headline: "One replica says revoked; the probe of another passed.",
  explanation:
    "That replica has stopped using the credential, the others go on. Find out what it saw. If it was wrong, overrule it and it serves again.",
  primary: "evidence",
  secondary: ["overrule", "probe", "pause"],
  avoid: "Restarting the replica: it remembers what it saw.",
};

const IN_DOUBT: Advice = {
  headline: "Revoked, as one replica says. The lane is not contained.",
  explanation:
    "That replica has stopped using the credential. Lanekeeper asks another one, and contains the lane where nobody says otherwise, unless the lane's policy asks for more.",
  primary: "evidence",
  secondary: ["pause", "probe", "rotate"],
  avoid: "Taking it for a false alarm before somebody has looked.",
};

const GRANT_DEAD: Advice = {
  headline: "Grant dead: expired or revoked, the provider does not say.",
  explanation:
    "The lease in use serves to its end, then calls fail. Only a new grant helps: reconnect it in the store, then rotate.",
  primary: "rotate",
  secondary: ["pause", "evidence"],
  avoid: "Retrying the refresh: this grant will not be accepted again.",
};

const HELD: Record<"paused" | "contained", Advice> = {
  paused: {
    headline: "An operator holds this lane. The credential itself is in order.",
    explanation: "Tool calls are refused as lane_paused. Resume runs the preflight first.",
    primary: "resume",
    secondary: ["rotate"],
    avoid: null,
  },
  contained: {
    headline: "Lanekeeper holds this lane. The credential in use now is in order.",
    explanation: "Containment ends only by a human: resume it with the reason why it is safe again.",
    primary: "resume",
    secondary: ["probe"],
    avoid: null,
  },
};

const BY_FRESHNESS: Record<Freshness, Advice> = {
  silent: {
    headline: "The server has gone silent: what you see is the last it told.",
    explanation:
      "Check that its process runs and reaches Lanekeeper: a workstation that still reports does not stand in for it. A pause is kept and delivered when it returns.",
    primary: "server",
    secondary: ["pause"],
    avoid: "Assuming that the lane is healthy.",
  },
  idle: {
    headline: "The server rests: all its replicas stopped in order.",
    explanation: "An on-demand server reports again when it is next started. A pause holds from that moment.",
    primary: null,
    secondary: ["pause"],
    avoid: null,
  },
  never_reported: {
    headline: "No replica has reported this lane yet.",
    explanation: "Start the server with its key, or check that it reaches Lanekeeper.",
    primary: "server",
    secondary: [],
    avoid: null,
  },
  live: {
    headline: "The server reports, but has said nothing about this credential yet.",
    explanation: "Health follows as soon as the lane has loaded a credential.",
    primary: "server",
    secondary: ["pause"],
    avoid: null,
  },
};

const BY_CONDITION: Record<Condition, Advice> = {
  revoked: {
    headline: "Revoked: the provider withdrew this credential before its time.",
    explanation:
      "Every replica has stopped calling the provider with it. Find out who withdrew it and why, then put a new credential in the store and rotate.",
    primary: "evidence",
    secondary: ["rotate", "probe"],
    avoid: "Resuming or retrying with the same credential: it never comes back by itself.",
  },
  expired: {
    headline: "Expired: this credential has reached its end.",
    explanation: "Calls are refused until a newer generation serves. Rotate, or put a new credential in the store first.",
    primary: "rotate",
    secondary: ["pause", "evidence"],
    avoid: "Retrying will not help.",
  },
  refresh_failing: {
    headline: "The refresh fails. Calls still work until the lease in use ends.",
    explanation: "The server keeps trying by itself. If the provider refuses for good, renew the grant in the store and rotate.",
    primary: "evidence",
    secondary: ["rotate", "pause"],
    avoid: "Closing this because calls still work.",
  },
  not_loaded: {
    headline: "No usable credential is loaded, so the lane refuses every call.",
    explanation: "It watches its store and opens by itself when a generation passes the preflight.",
    primary: "evidence",
    secondary: ["rotate"],
    avoid: "Restarting the server: it would load the same credential.",
  },
  auth_failing: {
    headline: "The provider refuses the credential and does not say why.",
    explanation: "Read the evidence. Pause if writes are at risk; rotate if the key itself is suspect.",
    primary: "evidence",
    secondary: ["pause", "rotate"],
    avoid: "Raising retries: each one is another refused sign-in.",
  },
  must_refresh: {
    headline: "Inside the forced-refresh window: nothing may start on this credential any more.",
    explanation: "Running calls are served until shortly before the end. Rotate now.",
    primary: "rotate",
    secondary: ["pause"],
    avoid: "Restarting the server: its preflight would refuse this credential.",
  },
  scope_narrowed: {
    headline: "The credential may do less than the tools need.",
    explanation: "Only the tools that need a missing scope are refused; the rest of the lane works.",
    primary: "scopes",
    secondary: ["rotate"],
    avoid: "Pausing the whole lane: the other tools are unaffected.",
  },
  scope_widened: {
    headline: "The credential may do more than the tools need.",
    explanation: "Check who granted it. Replace it by one with the declared scopes, then rotate.",
    primary: "scopes",
    secondary: ["rotate", "pause"],
    avoid: "Leaving it because everything works: the tool surface has silently grown.",
  },
  rate_limited: {
    headline: "The provider limits the rate. The credential itself is in order.",
    explanation: "Wait until the provider's retry time, or lower what the caller asks for.",
    primary: null,
    secondary: ["evidence", "pause"],
    avoid: "Rotating: a new key meets the same limit.",
  },
  expiring: {
    headline: "The end of this credential is near.",
    explanation: "Put a new credential in the store and rotate before the forced-refresh window begins.",
    primary: "rotate",
    secondary: [],
    avoid: null,
  },
  rotation_due: {
    headline: "This key has no end and is older than the policy allows.",
    explanation: "Rotate it at a quiet hour; servers carry on without a restart.",
    primary: "rotate",
    secondary: [],
    avoid: null,
  },
  unknown_expiry: {
    headline: "Nobody has said when this credential ends, so no warning can be given.",
    explanation: "Enter the date the provider shows, once; the clock takes it from there.",
    primary: "expiry",
    secondary: ["rotate"],
    avoid: null,
  },
  healthy: {
    headline: "Nothing to do.",
    explanation: "The credential is in order and the server reports.",
    primary: null,
    secondary: [],
    avoid: null,
  },
};
