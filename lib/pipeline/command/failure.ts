import type { CommandAck } from "#lib/contract/control.ts";

/** A replica's own words, where it failed in a way that tells why the command did; null fields leave what was said before. */
export type Failure = Pick<CommandAck, "code" | "detail">;

/** What an answer has just changed of a command; without one, only time has passed. */
export interface Answered {
  failure: Failure | null;
}
