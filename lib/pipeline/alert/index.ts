export { acknowledgeAlert } from "./acknowledge-alert.ts";
export { applyAlerts } from "./apply-alerts.ts";
