import type { FactBody } from "./fact.ts";
import type { BootState } from "./state.ts";

/** Whether a fact says no more than that the credential worked. */
export const isSuccess = ({ type }: FactBody): boolean => type === "route_succeeded" || type === "verified";

/** Whether a boot holds a failure that a success, now or later, could end. */
export const holdsFailure = ({ unclassified, routes }: BootState): boolean =>
  unclassified.length > 0 || Object.values(routes).some(({ failure }) => failure !== null);
