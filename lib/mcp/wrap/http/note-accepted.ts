import { identityOf } from "../../lane/wire.ts";
import type { Carrier } from "./carriers.ts";

/** The server took a request with these credentials: what is known of them from now on, told where it is news. */
export function noteAccepted(carriers: readonly Carrier[]): void {
  for (const { lane, generation } of carriers) {
    generation.refusedLeases = 0;
    if (generation.succeeded && !generation.troubled) continue;
    generation.succeeded = true;
    generation.troubled = false;
    lane.succession.remember(generation);
    lane.services.report("credential.verified", identityOf(generation), lane.name);
  }
}
