import { EVENT_LIMITS, type Rejection } from "#lib/contract/event.ts";
import { countLanes, createLanes, findLaneIds } from "#lib/db/lanes.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { PlacedEvent } from "./checked-event.ts";

/** Finds the lanes that events name and creates the unknown ones as undeclared; beyond the server's limit their events are rejected. */
export async function admitLanes(
  tx: Sql,
  serverId: string,
  events: readonly PlacedEvent[],
): Promise<{ laneIds: Map<string, string>; rejected: Rejection[] }> {
  const names = [...new Set(events.flatMap(({ event }) => event.lane ?? []))];
  const known = await findLaneIds(tx, serverId, names);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return { laneIds: known, rejected: [] };
  const room = Math.max(0, EVENT_LIMITS.lanesPerServer - (await countLanes(tx, serverId)));
  await createLanes(tx, serverId, unknown.slice(0, room));
  const refused = new Set(unknown.slice(room));
  return { laneIds: await findLaneIds(tx, serverId, names), rejected: events.flatMap((placed) => refuseOver(placed, refused)) };
}

function refuseOver({ index, event }: PlacedEvent, refused: ReadonlySet<string>): Rejection[] {
  if (event.lane === null || !refused.has(event.lane)) return [];
  return [
    {
      index,
      id: event.id,
      code: "lane_limit",
      detail: `A server has at most ${EVENT_LIMITS.lanesPerServer} lanes; ${event.lane} would be one more.`,
    },
  ];
}
