export { archiveLane } from "./archive-lane.ts";
export { attestRetirement } from "./attest-retirement.ts";
export { editLane } from "./edit-lane.ts";
export { enterExpiry } from "./enter-expiry.ts";
export { overruleVerdict } from "./overrule-verdict.ts";
export { setPolicy } from "./set-policy.ts";
