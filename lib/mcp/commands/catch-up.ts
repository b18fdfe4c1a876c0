import type { DesiredLane } from "../../contract/control.ts";
import type { Lane } from "../lane/lane.ts";
import { cutOver } from "./rotation.ts";

/**
 * Follows the rest of the fleet: a replica that was away while the others adopted a newer generation serves it as soon as its own
 * store shows it. What Lanekeeper holds stopped stays as it is.
 */
export async function catchUp(lane: Lane, wanted: DesiredLane["generation"]): Promise<void> {
  if (wanted === null || !isBehind(lane, wanted)) return;
  await lane.succession.exclusively(async () => {
    if (isBehind(lane, wanted) && lane.control.control === "active") await cutOver(lane, wanted);
  });
}

/** Numbers tell which is newer only where they differ; two credentials under one number are a matter for a person. */
function isBehind({ succession: { serving } }: Lane, wanted: NonNullable<DesiredLane["generation"]>): boolean {
  return serving !== null && serving.number < wanted.number && serving.fingerprint !== wanted.fingerprint;
}
