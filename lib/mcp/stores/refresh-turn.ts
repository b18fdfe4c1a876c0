/** Whether this process may refresh a grant that others share. */
export type RefreshTurn =
  | {
      kind: "mine";
      /** Rises with every holder: what was written under a higher number stays. */
      fence: number;
      /** Milliseconds for which nobody else has the turn, by this process's clock. */
      leftMs(): number;
      /** Gives the turn back before its time is over. Never rejects. */
      release(): Promise<void>;
    }
  | { kind: "others"; retryAfterMs: number }
  /** Lanekeeper cannot be asked. */
  | { kind: "away" };
