import { type Instant, MINUTE, SECOND } from "../clock/instant.ts";
import type { OutagePart } from "../vocabulary.ts";

const MEANT: Record<OutagePart, string> = {
  reception: "Lanekeeper heard no server",
  clock: "Lanekeeper's clock stood still",
};

/** One sentence for a time in which a part was away. */
export function describeOutage({ part, startedAt, endedAt }: { part: OutagePart; startedAt: Instant; endedAt: Instant }): string {
  const lastedMs = endedAt - startedAt;
  const lasted = lastedMs < 2 * MINUTE ? `${Math.round(lastedMs / SECOND)} s` : `${Math.round(lastedMs / MINUTE)} min`;
  return `${MEANT[part]} for ${lasted}`;
}
