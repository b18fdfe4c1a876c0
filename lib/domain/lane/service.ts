import type { Instant } from "../clock/instant.ts";
import { onlyWorkstations, startOf } from "./generation.ts";
import type { CountingBoot, Scene } from "./scene.ts";
import { compareText } from "./stamp.ts";

/** A gate that a replica holds shut, in that replica's words. */
export interface ShutGate {
  since: Instant;
  reason: string | null;
  generation: number | null;
}

/**
 * The gate of a live replica that was shut first; null while all that report of theirs have them open.
 * A workstation's own trouble is not the lane's where services serve it.
 */
export function shutGate({ boots, now, state }: Scene): ShutGate | null {
  const counting = onlyWorkstations(state) ? boots : boots.filter(({ workstation }) => !workstation);
  const shut = counting.flatMap(({ gate, silentFrom, name }) =>
    gate?.isShut && now < silentFrom ? [{ name, since: gate.since, reason: gate.reason, generation: gate.generation }] : [],
  );
  const [first] = shut.toSorted((a, b) => a.since - b.since || compareText(a.name, b.name));
  return first ? { since: first.since, reason: first.reason, generation: first.generation } : null;
}

/** When the last replica told of what lets it serve: what it loaded, refreshed or preflighted, or that its gate is open. */
export function openedAt({ boots }: Scene): Instant | null {
  const told = boots.flatMap(momentsOf);
  return told.length > 0 ? Math.max(...told) : null;
}

function momentsOf({ gate, serving, refreshed, preflight }: CountingBoot): Instant[] {
  if (gate) return gate.isShut ? [] : [gate.stamp.at];
  return [serving?.stamp.at, refreshed?.stamp.at, preflight?.passed ? preflight.stamp.at : undefined].filter(
    (at) => at !== undefined,
  );
}

/** Since when there is a credential for all that serve now: the latest issue among what they hold; null where nobody serves. */
export function inServiceSince({ generations, boots }: Scene): Instant | null {
  const issued = [
    ...generations.map(startOf),
    ...boots.flatMap(({ lease }) => (lease && lease.fingerprint !== "" ? [lease.issuedAt ?? lease.stamp.at] : [])),
  ];
  return issued.length > 0 ? Math.max(...issued) : null;
}
