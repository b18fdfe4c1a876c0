export { attestRetirement } from "./attest-retirement.ts";
export { editLane } from "./edit-lane.ts";
export { enterExpiry } from "./enter-expiry.ts";
