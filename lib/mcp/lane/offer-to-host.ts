import { messageOf } from "../emitter.ts";
import type { LaneOptions } from "../options.ts";
import type { Generation } from "./generation.ts";
import { type PreflightFailure, secretOf } from "./preflight.ts";

/** Lets the host take a generation's credential over before it serves; told why where it could not, which may pass. */
export async function offerToHost(lane: LaneOptions, generation: Generation): Promise<{ ok: true } | PreflightFailure> {
  try {
    await lane.beforeServe?.({ generation: generation.number, credential: secretOf(generation) });
    return { ok: true };
  } catch (error) {
    const refusal = { code: "preflight_refused", certainty: "confirmed" } as const;
    return { ok: false, refusal, reason: messageOf(error), mayPass: true };
  }
}
