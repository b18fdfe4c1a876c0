import { formatDuration } from "#components/ui/format-duration.ts";
import type { RetireOld } from "#lib/contract/command.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";

/** What a rotation would do, said before the click. `blocked` is why it cannot be asked for now. */
export interface RotateForecast {
  sentence: string;
  blocked: string | null;
}

const DAY_S = 86_400;

export function rotateForecast({ forecast, replicas }: Pick<LaneDetail, "forecast" | "replicas">): RotateForecast {
  const place = forecast.store?.reference ?? "the store";
  const adopt = adoption(replicas.filter((replica) => replica.live).length);
  switch (forecast.outlook) {
    case "nothing_new": {
      const held = forecast.newest_version ?? forecast.serving_version;
      const sentence = `The store still holds ${held ? `v${held}` : "the same credential"}. Put a new key in ${place}, then rotate.`;
      return { sentence, blocked: "Nothing new in the store" };
    }
    case "new_version": {
      const version = forecast.newest_version ? `v${forecast.newest_version}` : "a new version";
      return { sentence: `${version} in ${place} is probed first, then ${adopt} without a restart.`, blocked: null };
    }
    case "creates":
      return {
        sentence: `A new credential is created at the provider and probed, then ${adopt} without a restart.`,
        blocked: null,
      };
    case "refreshes":
      return { sentence: `The grant is refreshed and the new one probed, then ${adopt} without a restart.`, blocked: null };
    case "cannot_tell":
      return {
        sentence: `No replica reports what ${place} holds. If there is nothing new, the rotation stops at its first step and changes nothing.`,
        blocked: null,
      };
  }
}

function adoption(live: number): string {
  if (live === 0) return "the first replica that reports takes it over";
  return live === 1 ? "the one live replica takes it over" : `all ${live} live replicas take it over`;
}

/** What happens to the old generation unless the operator chooses otherwise. */
export function defaultRetirement(lane: Pick<LaneDetail, "health" | "expires_at">, nowMs: number): RetireOld {
  if (lane.health === "revoked") return "now";
  if (lane.health === "expired" || lane.expires_at === null) return "when_proven";
  const livesLonger = lane.expires_at === "never" || Date.parse(lane.expires_at) - nowMs > DAY_S * 1_000;
  return livesLonger ? { after_s: DAY_S } : "when_proven";
}

/** Whether ending the old generation at once would cut off calls that still work. */
export const endsWorkingCredential = (lane: Pick<LaneDetail, "health">, retireOld: RetireOld): boolean =>
  retireOld === "now" && lane.health !== "revoked" && lane.health !== "expired";

/** Consequence of a pause: what stops, what goes on, and who is not touched. */
export function pauseConsequence(lane: Pick<LaneDetail, "blast_radius" | "server" | "name" | "declared">): string[] {
  const { routes, replicas, calls_24h, neighbours } = lane.blast_radius;
  const tools = routes.length === 1 ? "1 tool" : `${routes.length} tools`;
  const impact = lane.declared ? tools : "an unknown number of tools (the lane is not declared)";
  return [
    `Blocks ${impact} on ${replicas === 1 ? "1 replica" : `${replicas} replicas`} of ${lane.server.name}; ${calls_24h.toLocaleString("en")} calls used it in the last 24 h.`,
    "Calls are refused as lane_paused. The credential keeps ageing; alerts keep firing.",
    neighbourSentence(neighbours.map((neighbour) => neighbour.name)),
  ];
}

/** Says which lanes of the same server are not touched. */
export function neighbourSentence(names: readonly string[]): string {
  if (names.length === 0) return "This is the only lane of its server.";
  const shown = names.slice(0, 3).join(", ");
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return `${shown}${rest} ${names.length === 1 ? "is" : "are"} unaffected by this lane.`;
}

/** Whether a resume would pass the clock's part of the preflight, and what to say before the click. */
export function resumeForecast(
  lane: Pick<LaneDetail, "health" | "control" | "deadlines" | "expires_at">,
  nowMs: number,
): RotateForecast {
  const refuseMs = lane.deadlines.refuse_at === null ? null : Date.parse(lane.deadlines.refuse_at);
  if (lane.health === "revoked") {
    return {
      sentence: "The revoked generation is all this lane has: put a new credential in the store and rotate first.",
      blocked: "The credential is revoked",
    };
  }
  if (lane.health === "expired") {
    return { sentence: "The credential has reached its end: rotate first.", blocked: "The credential has expired" };
  }
  if (refuseMs !== null && refuseMs <= nowMs) {
    return {
      sentence: `The preflight refuses: the forced-refresh window began ${formatDuration(nowMs - refuseMs)} ago. Rotate first.`,
      blocked: "Inside the forced-refresh window",
    };
  }
  const left = refuseMs === null ? "no forced refresh is ahead" : `forced refresh in ${formatDuration(refuseMs - nowMs)}`;
  return { sentence: `Each replica runs its preflight first, then serves again; ${left}.`, blocked: null };
}
