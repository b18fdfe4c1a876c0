import type { Instant } from "../clock/instant.ts";
import { lengthInWords } from "../clock/length-in-words.ts";
import type { OutagePart } from "../vocabulary.ts";

const MEANT: Record<OutagePart, string> = {
  reception: "Lanekeeper heard no server",
  clock: "Lanekeeper's clock stood still",
};

/** One sentence for a time in which a part was away. */
export const describeOutage = ({
  part,
  startedAt,
  endedAt,
}: {
  part: OutagePart;
  startedAt: Instant;
  endedAt: Instant;
}): string => `${MEANT[part]} for ${lengthInWords(endedAt - startedAt)}`;
