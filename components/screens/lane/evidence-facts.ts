import type { LaneDetail } from "#lib/contract/lane.ts";
import type { Evidence } from "#lib/contract/primitives.ts";

export interface EvidenceFact {
  label: string;
  text: string;
}

/** The condition whose evidence explains the lane's health, with what the provider answered; null where there is none. */
export function leadingEvidence(lane: Pick<LaneDetail, "conditions" | "health">) {
  const leading = lane.conditions.find((held) => held.condition === lane.health) ?? lane.conditions[0];
  return leading?.evidence ? { ...leading, evidence: leading.evidence } : null;
}

/** Evidence as lines: status, provider's code, request id, how it was learnt, and headers that are safe to show. */
export function evidenceFacts(evidence: Evidence): EvidenceFact[] {
  const fact = (label: string, value: string | number | undefined): EvidenceFact[] =>
    value === undefined ? [] : [{ label, text: `${value}` }];
  return [
    ...fact("HTTP status", evidence.status),
    ...fact("Provider's code", evidence.provider_code),
    ...fact("Request id", evidence.request_id),
    ...fact("Learnt from", evidence.signal),
    ...fact("Detail", evidence.detail),
    ...Object.entries(evidence.headers ?? {}).flatMap(([name, value]) => fact(name, value)),
  ];
}
