import * as z from "zod/mini";
import { askPlace, failureOf } from "../ask-place.ts";
import { StoreError } from "../store-error.ts";

/** Where Google Cloud gives a workload the token of its service account; the same for GCE, GKE and Cloud Run. */
const ADDRESS = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";
/** Google gives a new token five minutes before the last one ends. */
const MARGIN_MS = 240_000;

const answered = z.object({ access_token: z.string(), expires_in: z.number() });

/** Tokens of the workload's own service account, each asked for once in its life. */
export function metadataToken(fetch: typeof globalThis.fetch): () => Promise<string> {
  let held: { token: string; untilMs: number } | null = null;
  return async () => {
    if (held && performance.now() < held.untilMs) return held.token;
    const request = { url: new URL(ADDRESS), headers: { "metadata-flavor": "Google" } };
    const answer = await askPlace("Google's metadata server", request, fetch);
    if (answer.status !== 200) throw failureOf("Google's metadata server", answer);
    const said = answered.safeParse(answer.body);
    if (!said.success) throw new StoreError("invalid", "Google's metadata server gave no token");
    const { access_token: token, expires_in: lifeS } = said.data;
    held = { token, untilMs: performance.now() + lifeS * 1_000 - MARGIN_MS };
    return token;
  };
}
