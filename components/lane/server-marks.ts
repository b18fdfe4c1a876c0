import { Radio } from "lucide-react";
import { FRESHNESS_MARKS, type Mark } from "#components/ui/condition-marks.ts";
import type { Freshness } from "#lib/domain/vocabulary.ts";

/** How a server's freshness looks; unlike a lane, a live server says so. */
export const SERVER_MARKS: Record<Freshness, Mark> = {
  ...FRESHNESS_MARKS,
  live: { icon: Radio, word: "Reporting", tone: "ok", weight: "outline" },
};
