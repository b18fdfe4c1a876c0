import { classifyAuthFailure } from "../classify/classify-auth-failure.ts";
import { evidenceOf } from "../classify/evidence-of.ts";
import { statedExpiry } from "../classify/expiry/stated-expiry.ts";
import { mayRefuseInSuccess } from "../classify/may-refuse-in-success.ts";
import type { ProviderResponse } from "../classify/types.ts";
import { currentCall } from "../protect/current-call.ts";
import { authorizedFetch } from "./authorized-fetch.ts";
import type { Generation } from "./generation.ts";
import { judge } from "./judge.ts";
import type { Lane } from "./lane.ts";
import type { LaneLease } from "./lease.ts";
import { knowledgeOf } from "./preflight.ts";
import type { Refusal } from "./refusal.ts";
import { identityOf } from "./wire.ts";

/** Stands for the tool where a lane is used by a job, a resource or a prompt. */
const NO_TOOL = "(outside any tool)";

/** One request with the lane's credential. A read is tried once more where the credential was replaced meanwhile; a write never is. */
export async function laneFetch(lane: Lane, url: string | URL, init: RequestInit = {}): Promise<Response> {
  const call = currentCall();
  // A tool call has asked before it began.
  if (!call) await lane.services.freshWord();
  const here = call?.lane === lane.name ? call : undefined;
  const tool = call?.tool ?? NO_TOOL;
  const isRead = /^(get|head|options)$/i.test(init.method ?? "get");
  /** `reported`: the provider's refusal was told as such, and is not a refusal of the lane's own. */
  const give = (refusal: Refusal, reported: string | null = null) => {
    const performed = call?.performed ?? false;
    const error = reported === null ? lane.refuse(refusal, tool, performed) : lane.fail(refusal, tool, performed, reported);
    if (call) call.refusal = error;
    return error;
  };
  let generation = here?.generation ?? lane.succession.serving;
  for (let retried = false; ; retried = true) {
    const gated = lane.refusal(generation, 0);
    if (gated || !generation) {
      if (call) call.failure = "refused";
      throw give(gated ?? { code: "preflight_refused", certainty: "confirmed" });
    }
    const sent = await send(lane, generation, url, init, give);
    const verdict = sent.answer && classifyAuthFailure(sent.answer, knowledgeOf(generation, lane.services.now()));
    if (!verdict || !sent.answer) {
      if (sent.response.ok) noteSuccess(lane, generation, sent.response, isRead, call);
      else if (sent.response.status >= 500 && call) call.failure = "upstream_error";
      return sent.response;
    }
    if (call) call.failure = verdict.outcome === "rate_limited" ? "rate_limited" : "auth";
    const { mended, refusal } = await judge({
      lane,
      generation,
      verdict,
      evidence: evidenceOf(sent.answer),
      tool,
      lease: sent.lease,
    });
    if (!mended || !isRead || retried || call?.performed) throw give(refusal, refusal.reference);
    generation = lane.succession.serving;
  }
}

interface Sent {
  response: Response;
  lease: LaneLease | null;
  /** Present where the answer may be about the credential. */
  answer: ProviderResponse | null;
}

async function send(
  lane: Lane,
  generation: Generation,
  url: string | URL,
  init: RequestInit,
  give: (refusal: Refusal) => Error,
): Promise<Sent> {
  const drawn = generation.leases ? await generation.leases.obtain(generation.stored) : null;
  if (drawn && !drawn.ok) throw give(drawn.refusal);
  const lease = drawn?.lease ?? null;
  const fetch = authorizedFetch(lane.options, () => lease?.accessToken ?? generation.stored.secret, lane.services.fetch);
  const response = await fetch(url, init).catch((error: unknown) => {
    const call = currentCall();
    if (call) call.failure = "upstream_error";
    throw error;
  });
  if (response.ok && !mayRefuseInSuccess(lane.options.provider, response)) return { response, lease, answer: null };
  const { status, headers } = response;
  const body = await response.clone().text();
  return { response, lease, answer: { provider: lane.options.provider, endpoint: "api", status, headers, body } };
}

function noteSuccess(
  lane: Lane,
  generation: Generation,
  { status, headers }: Response,
  isRead: boolean,
  call: ReturnType<typeof currentCall>,
): void {
  if (generation.expiresAt === null && !generation.leases) {
    const { provider } = lane.options;
    const answer = { provider, endpoint: "api", status, headers } as const;
    const stated = statedExpiry(answer, generation.stored.secret, new Date(lane.services.now()));
    if (stated !== undefined) lane.succession.learnExpiry(generation, stated instanceof Date ? stated.getTime() : stated);
  }
  if (call) Object.assign(call, { refusal: null, failure: null, ...(isRead ? {} : { performed: "partial" }) });
  generation.refusedLeases = 0;
  if (generation.succeeded && !generation.troubled) return;
  generation.succeeded = true;
  generation.troubled = false;
  lane.succession.remember(generation);
  const route = call ? { route: lane.routeName(call.tool) } : {};
  lane.services.report("credential.verified", { ...identityOf(generation), ...route }, lane.name);
}
