import type { LaneRefusal } from "../contract/refusal.ts";

/** A lane did not serve. Inside a protected tool it becomes the typed tool result; elsewhere it is the caller's to handle. */
export class LaneRefusedError extends Error {
  readonly refusal: LaneRefusal;
  constructor(sentence: string, refusal: LaneRefusal) {
    super(sentence);
    this.name = "LaneRefusedError";
    this.refusal = refusal;
  }
}
