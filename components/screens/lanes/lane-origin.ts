import type { LaneSummary } from "#lib/contract/lane.ts";

/** Whose credential it is: "github · acme", and whether the lane was ever declared. */
export function laneOrigin({ provider, tenant, account, declared }: LaneSummary): string {
  return [provider ?? "provider unknown", tenant ?? account, !declared && "not declared"].filter(Boolean).join(" · ");
}
