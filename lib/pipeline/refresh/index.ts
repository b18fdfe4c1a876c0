export { releaseLease } from "./release-lease.ts";
export { takeLease } from "./take-lease.ts";
