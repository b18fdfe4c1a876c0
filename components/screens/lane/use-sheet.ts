"use client";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useEffect, useState } from "react";
import { useHasRole } from "#components/api/use-session.ts";
import type { LaneChange } from "./advice.ts";

const ASKED = ["pause", "resume", "rotate"] as const satisfies LaneChange[];

/** The sheet that is open. An address may ask for one (`?do=pause`): it opens once, and a reload does not open it again. */
export function useSheet(): [LaneChange | null, (sheet: LaneChange | null) => void] {
  const isOperator = useHasRole("operator");
  const [sheet, setSheet] = useState<LaneChange | null>(null);
  const [asked, setAsked] = useQueryState("do", parseAsStringLiteral(ASKED));
  useEffect(() => {
    if (asked === null) return;
    if (isOperator) setSheet(asked);
    void setAsked(null);
  }, [asked, isOperator, setAsked]);
  return [sheet, setSheet];
}
