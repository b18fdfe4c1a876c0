import type { LaneRefusal } from "../../../contract/refusal.ts";
import type { Generation } from "../../lane/generation.ts";
import { judge } from "../../lane/judge.ts";
import type { Lane } from "../../lane/lane.ts";
import type { LaneLease } from "../../lane/lease.ts";
import type { LaneRefusedError } from "../../lane-refused-error.ts";
import type { RecognisedFailure } from "./recognise-failure.ts";

/** The credential that went with a request, and what the request was for. */
export interface Used {
  lane: Lane;
  generation: Generation;
  lease: LaneLease | null;
  tool: string;
}

/** Lets the lane draw its consequences from a refusal of its credential; the error that says so, and whether another serves by now. */
export async function judgeFailure(
  used: Used,
  { verdict, evidence }: RecognisedFailure,
  performed: Exclude<LaneRefusal["performed"], true>,
): Promise<{ error: LaneRefusedError; mended: boolean }> {
  const { lane, tool } = used;
  const { mended, refusal } = await judge({ ...used, verdict, evidence });
  const { reference } = refusal;
  const error = reference ? lane.fail(refusal, tool, performed, reference) : lane.refuse(refusal, tool, performed);
  return { error, mended };
}
