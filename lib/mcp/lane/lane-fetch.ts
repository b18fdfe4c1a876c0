import { classifyAuthFailure } from "../classify/classify-auth-failure.ts";
import { evidenceOf } from "../classify/evidence-of.ts";
import { statedExpiry } from "../classify/expiry/stated-expiry.ts";
import { currentCall, repin } from "../protect/current-call.ts";
import type { Generation } from "./generation.ts";
import { judge } from "./judge.ts";
import type { Lane } from "./lane.ts";
import { admit, type LaneUse, laneUse, noteFailure, noteSuccess, refused } from "./lane-use.ts";
import { knowledgeOf } from "./preflight.ts";
import { send } from "./send.ts";
import { identityOf } from "./wire.ts";

/** One request with the lane's credential. A read is tried once more where the credential was replaced meanwhile; a write never is. */
export async function laneFetch(lane: Lane, url: string | URL, init: RequestInit = {}): Promise<Response> {
  const call = currentCall();
  // A call that a lane let through has asked before it began.
  if (!call?.lane) await lane.services.freshWord();
  const use = laneUse(lane, call, url, init);
  let generation = admit(use, use.pinned?.generation ?? lane.succession.serving);
  const overdone = call?.attempts.refusal(use.attempt);
  if (overdone) throw refused(use, overdone);
  for (let retried = false; ; retried = true) {
    const { response, lease, answer } = await send(use, generation, url, init);
    const verdict = answer && classifyAuthFailure(answer, knowledgeOf(generation, lane.services.now()));
    if (!verdict) {
      noteAnswer(use, generation, response);
      return response;
    }
    noteFailure(use, verdict.outcome === "rate_limited" ? "rate_limited" : "auth", false);
    const evidence = evidenceOf(answer);
    const { mended, refusal } = await judge({ lane, generation, verdict, evidence, tool: use.tool, lease });
    if (!mended || !use.isRead || retried || call?.performed) throw refused(use, refusal, refusal.reference);
    generation = admit(use, successorOf(use, generation));
  }
}

/** What goes on where a generation died: its call goes with it, having written nothing yet. */
function successorOf({ lane, pinned }: LaneUse, generation: Generation): Generation {
  const { serving } = lane.succession;
  if (!generation.verdict || !serving) return generation;
  if (pinned) repin(pinned, serving);
  return serving;
}

/** An answer that is not about the credential. */
function noteAnswer(use: LaneUse, generation: Generation, response: Response): void {
  const { status } = response;
  if (response.ok) {
    noteSuccess(use);
    noteProof(use, generation, response);
  } else if (status >= 500 || status === 408) noteFailure(use, "upstream_error", isUnclear(status));
}

/** Whoever does not know the method, or is not available, has carried out nothing. */
const isUnclear = (status: number): boolean => status >= 500 && status !== 501 && status !== 503;

/** The credential works: what that teaches of its end, and of a failure before. */
function noteProof({ lane, call }: LaneUse, generation: Generation, { status, headers }: Response): void {
  if (generation.expiresAt === null && !generation.leases) {
    const { provider } = lane.options;
    const answer = { provider, endpoint: "api", status, headers } as const;
    const stated = statedExpiry(answer, generation.stored.secret, new Date(lane.services.now()));
    if (stated !== undefined)
      lane.succession.holdings.learnExpiry(generation, stated instanceof Date ? stated.getTime() : stated);
  }
  generation.refusedLeases = 0;
  if (generation.succeeded && !generation.troubled) return;
  generation.succeeded = true;
  generation.troubled = false;
  lane.succession.remember(generation);
  const route = call ? { route: lane.routeName(call.tool) } : {};
  lane.services.report("credential.verified", { ...identityOf(generation), ...route }, lane.name);
}
