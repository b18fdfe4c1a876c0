import type { Mark } from "#components/ui/condition-marks.ts";

/** What an operator can do about a lane. */
export type LaneAction =
  | "pause"
  | "resume"
  | "rotate"
  | "evidence"
  | "scopes"
  | "server"
  | "expiry"
  | "archive"
  | "restore"
  | "probe"
  | "overrule";

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
