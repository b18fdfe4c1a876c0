import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { LANE_SORTS, type LaneListQuery, laneListQuery } from "#lib/contract/lane.ts";
import { CONDITIONS, CONTROLS, FRESHNESS } from "#lib/domain/vocabulary.ts";

/** All state of the list lives in its address, so that a bookmark is a view. */
export const LANE_FILTERS = {
  health: parseAsStringLiteral([...CONDITIONS, "unknown"]),
  control: parseAsStringLiteral(CONTROLS),
  freshness: parseAsStringLiteral(FRESHNESS),
  ended: parseAsStringLiteral(["true"]),
  server: parseAsString,
  q: parseAsString,
  sort: parseAsStringLiteral(LANE_SORTS).withDefault("urgency"),
};

/** Reads the filters on the server, as the screen will. */
export const loadLaneFilters = createLoader(LANE_FILTERS);

/** What the API is asked, or null where the address holds what it would refuse. */
export function toListQuery(filters: LaneFilterValues & { sort: string }): LaneListQuery | null {
  const given = Object.entries(filters).filter(([, value]) => value !== null);
  const parsed = laneListQuery.safeParse(Object.fromEntries(given));
  return parsed.success ? parsed.data : null;
}

export const NO_FILTERS = { health: null, control: null, freshness: null, ended: null, server: null, q: null } as const;

export interface LaneFilterValues {
  health: string | null;
  control: string | null;
  freshness: string | null;
  ended: string | null;
  server: string | null;
  q: string | null;
}

/** "health:revoked stripe", or null where nothing narrows the list of lanes in use, or of ended ones. */
export function describeFilters({ health, control, freshness, server, q }: LaneFilterValues): string | null {
  const named = Object.entries({ health, control, freshness, server }).flatMap(([key, value]) =>
    value ? [`${key}:${value}`] : [],
  );
  const all = q ? [...named, `“${q}”`] : named;
  return all.length === 0 ? null : all.join(" ");
}
