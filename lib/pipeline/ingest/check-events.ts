import type { Rejection } from "#lib/contract/event.ts";
import type { PlacedEvent } from "../record/index.ts";
import { checkEvent } from "./check-event.ts";

export interface CheckedRequest {
  accepted: PlacedEvent[];
  rejected: Rejection[];
  /** Replicas whose clock is so wrong that events were refused for it. */
  offClock: string[];
}

/** Sorts the events of one request into those that may be recorded and those that may not; one bad event never loses the good ones. */
export function checkEvents(inputs: readonly unknown[], slug: string, now: Date): CheckedRequest {
  const accepted: PlacedEvent[] = [];
  const rejected: Rejection[] = [];
  const offClock = new Set<string>();
  for (const [index, input] of inputs.entries()) {
    const checked = checkEvent(input, slug, now);
    if (checked.ok) accepted.push({ index, event: checked.event });
    else {
      rejected.push({ index, id: checked.id, code: checked.code, detail: checked.detail });
      if (checked.code === "time_out_of_range" && checked.replica) offClock.add(checked.replica);
    }
  }
  return { accepted, rejected, offClock: [...offClock] };
}
