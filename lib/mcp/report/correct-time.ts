import type { CloudEvent } from "../../contract/event.ts";
import { machineNow } from "../machine-time.ts";
import type { ServerClock } from "../server-clock.ts";
import type { QueuedEvent } from "./event-queue.ts";

type TimedEvent = CloudEvent & { data: { reported_time?: string } };

/**
 * An event by Lanekeeper's clock, where this machine's put it out of range; null where that was done before. What it says it was told
 * as stays in it, and so does its id.
 */
export function correctTime(event: QueuedEvent, clock: ServerClock): QueuedEvent | null {
  const told = JSON.parse(event.json) as TimedEvent;
  if (told.data.reported_time !== undefined) return null;
  const ageMs = event.machineMs === null ? null : machineNow() - event.machineMs;
  const time = new Date(clock.correct(Date.parse(told.time), ageMs)).toISOString();
  const corrected = { ...told, time, data: { ...told.data, reported_time: told.time } };
  return { ...event, json: JSON.stringify(corrected) };
}
