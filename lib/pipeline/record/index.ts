export type { CheckedEvent, PlacedEvent } from "./checked-event.ts";
export { recordEvents } from "./record-events.ts";
