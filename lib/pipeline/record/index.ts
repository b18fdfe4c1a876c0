export type { CheckedEvent, PlacedEvent, Report } from "./checked-event.ts";
export { type RecordOutcome, recordEvents } from "./record-events.ts";
