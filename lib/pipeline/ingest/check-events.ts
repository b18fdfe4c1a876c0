import type { Rejection } from "#lib/contract/event.ts";
import type { OffClock } from "#lib/domain/clock/off-clock.ts";
import type { PlacedEvent } from "../record/index.ts";
import { checkEvent } from "./check-event.ts";

export interface CheckedRequest {
  accepted: PlacedEvent[];
  rejected: Rejection[];
  /** Replicas whose clock is so wrong that events were refused for it. */
  offClock: OffClock[];
}

/** Sorts the events of one request into those that may be recorded and those that may not; one bad event never loses the good ones. */
export function checkEvents(inputs: readonly unknown[], slug: string, now: Date): CheckedRequest {
  const accepted: PlacedEvent[] = [];
  const rejected: Rejection[] = [];
  const offClock = new Map<string, OffClock>();
  for (const [index, input] of inputs.entries()) {
    const checked = checkEvent(input, slug, now);
    if (checked.ok) accepted.push({ index, event: checked.event });
    else {
      rejected.push({ index, id: checked.id, code: checked.code, detail: checked.detail });
      if (checked.offClock) offClock.set(checked.offClock.replica, checked.offClock);
    }
  }
  return { accepted, rejected, offClock: [...offClock.values()] };
}
