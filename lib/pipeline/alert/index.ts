export { acknowledgeAlert } from "./acknowledge-alert.ts";
export { applyAlerts } from "./apply-alerts.ts";
export { confirmService } from "./confirm-service.ts";
export { setAsideLane, TRY_AGAIN_MS } from "./set-aside-lane.ts";
