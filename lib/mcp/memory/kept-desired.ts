import { isDeepStrictEqual } from "node:util";
import * as z from "zod/mini";
import { type DesiredLane, desiredState } from "../../contract/control.ts";
import { fingerprint } from "../../contract/primitives.ts";

export const keptDesired = z.object({
  /** Names the Lanekeeper that said it. */
  installation: fingerprint,
  desired: desiredState,
  /** When Lanekeeper said it, by this machine's clock. */
  heardAt: z.number(),
  /** Fingerprint that a lane served when it was contained. */
  contained: z.record(z.string(), z.nullable(fingerprint)),
});
export type KeptDesired = z.infer<typeof keptDesired>;

/** Two processes that hear at about the same time may write in the other order; after that, an older version is a restored Lanekeeper's. */
const SAME_TIME_MS = 60_000;

/** What holds where one process kept something and another one heard something. */
export function mergeDesired(kept: KeptDesired | null, heard: KeptDesired): KeptDesired {
  if (kept?.installation !== heard.installation) return heard;
  const isSameTime = Math.abs(heard.heardAt - kept.heardAt) < SAME_TIME_MS;
  const isNews = !isDeepStrictEqual(kept.desired, heard.desired);
  const isLate = kept.desired.control_version > heard.desired.control_version;
  const holds = isSameTime && (isLate || !isNews) ? kept : heard;
  const contained = holds.desired.lanes.filter(({ control }) => control === "contained");
  return { ...holds, contained: Object.fromEntries(contained.map((order) => [order.lane, deadOf(order, kept, heard)])) };
}

/** The fingerprint served at containment stays the dead one, whoever loads what afterwards: the first that was kept of it holds. */
function deadOf({ lane, reference }: DesiredLane, kept: KeptDesired, heard: KeptDesired): string | null {
  const isSame = kept.desired.lanes.some(
    (order) => order.lane === lane && order.control === "contained" && order.reference === reference,
  );
  return (isSame ? kept.contained[lane] : null) ?? heard.contained[lane] ?? null;
}
