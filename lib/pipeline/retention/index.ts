export { forgetReplicas } from "./forget-replicas.ts";
export { restRounds } from "./rest-rounds.ts";
export { type Retention, type Retired, retireHistory } from "./retire-history.ts";
