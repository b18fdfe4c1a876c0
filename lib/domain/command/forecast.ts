import type { GenerationRef } from "../lane/fact.ts";
import type { Capability } from "../vocabulary.ts";

export type Outlook = "new_version" | "nothing_new" | "creates" | "refreshes" | "cannot_tell";

/** What live replicas serve, and the newest version each can see in its store; null where it cannot tell. */
export interface Sighting {
  serving: GenerationRef | null;
  store: { version: string | null; fingerprint: string | null } | null;
}

/** What a rotate would find, told before the click. A lane that makes its own key needs no new one in the store. */
export function forecastRotation(capabilities: readonly Capability[], sightings: readonly Sighting[]): Outlook {
  if (capabilities.includes("create")) return "creates";
  const telling = sightings.filter(({ store, serving }) => store !== null && store.fingerprint !== null && serving !== null);
  if (telling.some(({ store, serving }) => store?.fingerprint !== serving?.fingerprint)) return "new_version";
  if (capabilities.includes("refresh")) return "refreshes";
  return telling.length > 0 ? "nothing_new" : "cannot_tell";
}
