import { Check, CircleDashed, CircleQuestionMark, LoaderCircle, type LucideIcon, X } from "lucide-react";
import type { StepState } from "./command-steps.ts";

/** How one stop on the way of a command looks and is said. */
export const STEP_LOOKS: Record<StepState, { icon: LucideIcon; className: string; said: string }> = {
  done: { icon: Check, className: "text-ok", said: "done" },
  current: { icon: LoaderCircle, className: "text-info motion-safe:animate-spin", said: "now" },
  ahead: { icon: CircleDashed, className: "text-faint", said: "not yet" },
  failed: { icon: X, className: "text-crit", said: "ended here" },
  unknown: { icon: CircleQuestionMark, className: "text-warn", said: "unknown" },
};
