export { carryVerdicts } from "./carry-verdicts.ts";
export { evaluateLanes } from "./evaluate-lanes.ts";
export { judgeDueLanes } from "./judge-due-lanes.ts";
