import { parseAsString, parseAsStringLiteral } from "nuqs";
import { LANE_SORTS } from "#lib/contract/lane.ts";
import { CONDITIONS, CONTROLS, FRESHNESS } from "#lib/domain/vocabulary.ts";

/** All state of the list lives in its address, so that a bookmark is a view. */
export const LANE_FILTERS = {
  health: parseAsStringLiteral([...CONDITIONS, "unknown"]),
  control: parseAsStringLiteral(CONTROLS),
  freshness: parseAsStringLiteral(FRESHNESS),
  server: parseAsString,
  q: parseAsString,
  sort: parseAsStringLiteral(LANE_SORTS).withDefault("urgency"),
};

export const NO_FILTERS = { health: null, control: null, freshness: null, server: null, q: null } as const;

export interface LaneFilterValues {
  health: string | null;
  control: string | null;
  freshness: string | null;
  server: string | null;
  q: string | null;
}

/** "health:revoked stripe", or null where nothing narrows the list. */
export function describeFilters({ health, control, freshness, server, q }: LaneFilterValues): string | null {
  const named = Object.entries({ health, control, freshness, server }).flatMap(([key, value]) =>
    value ? [`${key}:${value}`] : [],
  );
  const all = q ? [...named, `“${q}”`] : named;
  return all.length === 0 ? null : all.join(" ");
}
