export type { CheckedEvent, PlacedEvent, Report } from "./checked-event.ts";
export { clockOffsetMs } from "./note-replicas.ts";
export { type Expectation, type RecordOutcome, recordEvents } from "./record-events.ts";
export { takeUpLanes } from "./take-up-lanes.ts";
export { stampOf } from "./to-fact.ts";
