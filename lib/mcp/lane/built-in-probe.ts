import type { LaneOptions } from "../options.ts";

/** One harmless request per provider that any credential of it may make, for lanes that bring no probe of their own. */
const REQUESTS: Readonly<Record<string, { origin: string; path: string }>> = {
  github: { origin: "https://api.github.com", path: "/rate_limit" },
  hubspot: { origin: "https://api.hubapi.com", path: "/account-info/v3/details" },
};

/** The lane with a probe: its own, else the one for its provider; null where neither is known. */
export function withProbe(lane: LaneOptions): LaneOptions | null {
  if (lane.probe) return lane;
  const request = REQUESTS[lane.provider.toLowerCase()];
  if (!request) return null;
  const url = new URL(request.path, lane.baseUrl ?? request.origin);
  return { ...lane, probe: ({ fetch }) => fetch(url) };
}
