import { mayRefuseInSuccess } from "../classify/may-refuse-in-success.ts";
import type { ProviderResponse } from "../classify/types.ts";
import { authorizedFetch } from "./authorized-fetch.ts";
import type { Generation } from "./generation.ts";
import { admit, type LaneUse, noteFailure, turnedAway } from "./lane-use.ts";
import type { LaneLease } from "./lease.ts";

export interface Sent {
  response: Response;
  lease: LaneLease | null;
  /** Present where the answer may be about the credential. */
  answer: ProviderResponse | null;
}

/** Sends a request with a generation's credential, or with the lease it draws for it. */
export async function send(use: LaneUse, generation: Generation, url: string | URL, init: RequestInit): Promise<Sent> {
  const { options, services } = use.lane;
  const lease = generation.leases ? await drawLease(use, generation, generation.leases) : null;
  const fetch = authorizedFetch(options, () => lease?.accessToken ?? generation.stored.secret, services.fetch);
  const response = await fetch(url, init).catch((error: unknown) => {
    noteFailure(use, "upstream_error", !wasNeverSent(error));
    throw error;
  });
  if (response.ok && !mayRefuseInSuccess(options.provider, response)) return { response, lease, answer: null };
  const { status, headers } = response;
  const body = await response.clone().text();
  return { response, lease, answer: { provider: options.provider, endpoint: "api", status, headers, body } };
}

async function drawLease(use: LaneUse, generation: Generation, leases: NonNullable<Generation["leases"]>): Promise<LaneLease> {
  const drawn = await leases.obtain(generation.stored);
  // Meanwhile the lane may have been stopped, or its credential found dead.
  admit(use, generation);
  if (!drawn.ok) throw turnedAway(use, drawn.refusal);
  return drawn.lease;
}

const NEVER_SENT: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Where no connection came about, nothing was carried out. */
function wasNeverSent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return typeof cause === "object" && cause !== null && "code" in cause && NEVER_SENT.has(cause.code);
}
