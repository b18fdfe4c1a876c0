import type { Mark } from "#components/ui/condition-marks.ts";

/** Actions that change something: each opens a sheet, and needs the role of an operator. */
const CHANGES = ["pause", "resume", "rotate", "expiry", "archive", "restore", "probe", "overrule", "policy", "contact"] as const;
export type LaneChange = (typeof CHANGES)[number];

/** What an operator can do about a lane. What is no change leads to where something can be read. */
export type LaneAction = LaneChange | "evidence" | "scopes" | "server";

export const isChange = (action: LaneAction): action is LaneChange => CHANGES.some((change) => change === action);

/** What an operator is told to do about one cause, and what not to. */
export interface Advice {
  /** What holds, in one sentence. */
  headline: string;
  /** Why the primary action is the right one. */
  explanation: string;
  primary: LaneAction | null;
  secondary: LaneAction[];
  /** What looks helpful and is not. */
  avoid: string | null;
  /** What it is about, where that is not the leading cause of the lane. */
  mark?: Mark;
}
