export { acknowledgeAlert } from "./acknowledge-alert.ts";
export { applyAlerts } from "./apply-alerts.ts";
export { confirmService } from "./confirm-service.ts";
