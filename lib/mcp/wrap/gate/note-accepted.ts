import type { Generation } from "../../lane/generation.ts";
import type { Lane } from "../../lane/lane.ts";
import { identityOf } from "../../lane/wire.ts";

/** Whether it would be news that a credential works. */
export const isUnproven = ({ succeeded, troubled }: Generation): boolean => !succeeded || troubled;

/** A credential was accepted: known from now on, and told where it is news. */
export function noteAccepted(lane: Lane, generation: Generation): void {
  generation.refusedLeases = 0;
  if (!isUnproven(generation)) return;
  generation.succeeded = true;
  generation.troubled = false;
  lane.succession.remember(generation);
  lane.services.report("credential.verified", identityOf(generation), lane.name);
}
