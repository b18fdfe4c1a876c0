import type { AcceptedEvent } from "#lib/contract/event.ts";
import type { OffClock } from "#lib/domain/clock/off-clock.ts";

/** An event that may be recorded: envelope, typed data, and the data as it was sent. */
export type CheckedEvent = AcceptedEvent & {
  id: string;
  replica: string;
  /** Null for `server.*`. */
  lane: string | null;
  at: Date;
  /** What the replica's own clock said, where `at` was corrected. */
  reportedAt: Date | null;
  sequence: string | null;
  traceparent: string | null;
  skewed: boolean;
  raw: unknown;
};

/** A checked event with its place in the request. */
export interface PlacedEvent {
  index: number;
  event: CheckedEvent;
}

/** The checked events of one request. */
export interface Report {
  serverId: string;
  /** It came under a workstation key. */
  workstation: boolean;
  receivedAt: Date;
  events: readonly PlacedEvent[];
  /** Replicas whose events were refused for their clock, where that is news. */
  offClock: readonly OffClock[];
}

/** An event among those of all requests that are recorded together. */
export interface ReportedEvent extends PlacedEvent {
  report: Report;
}
