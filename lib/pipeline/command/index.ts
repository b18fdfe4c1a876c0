export { acknowledgeCommand } from "./acknowledge-command.ts";
export { cancelCommand } from "./cancel-command.ts";
export { containLanes } from "./contain-lanes.ts";
export { deliverCommands } from "./deliver-commands.ts";
export { deliverToReplicas, type Recipient } from "./deliver-to-replicas.ts";
export { liftEndedPauses } from "./lift-ended-pauses.ts";
export { readControlState } from "./read-control-state.ts";
export { requestCommand } from "./request-command.ts";
export { sweepCommands } from "./sweep-commands.ts";
