"use client";
import { CloudOff } from "lucide-react";
import type { Summary } from "#lib/contract/summary.ts";
import { describeAbsence } from "./describe-absence.ts";

/** Lanekeeper's own absence: what it did not see then, it cannot tell. */
export function AbsenceNote({ absences, nowMs }: { absences: Summary["absences"]; nowMs: number }) {
  const sentence = describeAbsence(absences, nowMs);
  if (sentence === null) return null;
  return (
    <p className="flex items-start gap-2 rounded-lg border border-line bg-surface px-4 py-2.5 text-sm text-muted">
      <CloudOff aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>{sentence}</span>
    </p>
  );
}
