import { EVENT_LIMITS, type Rejection } from "#lib/contract/event.ts";
import { countLanes, createLanes, findLaneIds, lockLaneAdmission } from "#lib/db/lanes.ts";
import { distinctNames, type Named, nameKey } from "#lib/db/named.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { ReportedEvent } from "./checked-event.ts";

export interface AdmittedLanes {
  /** Lane ids by server and name. */
  ids: Map<string, string>;
  /** Events of lanes that their server has no room for. */
  refused: Map<ReportedEvent, Rejection>;
}

/** Finds the lanes that events name and creates the unknown ones as undeclared; beyond the server's limit their events are rejected. */
export async function admitLanes(tx: Sql, events: readonly ReportedEvent[]): Promise<AdmittedLanes> {
  const named = distinctNames(events.flatMap((reported) => laneOf(reported) ?? []));
  const known = await findLaneIds(tx, named);
  const unknown = named.filter((lane) => !known.has(nameKey(lane)));
  if (unknown.length === 0) return { ids: known, refused: new Map() };
  await makeRoomed(tx, unknown);
  const ids = await findLaneIds(tx, named);
  return { ids, refused: new Map(events.flatMap((reported) => refuseUnknown(reported, ids))) };
}

/** Makes as many of these lanes as their servers have room for. Nobody else makes any meanwhile, so the limit holds. */
async function makeRoomed(tx: Sql, unknown: readonly Named[]): Promise<void> {
  const ofServer = Map.groupBy(unknown, ({ serverId }) => serverId);
  const servers = [...ofServer.keys()];
  const [, counts, made] = await Promise.all([lockLaneAdmission(tx, servers), countLanes(tx, servers), findLaneIds(tx, unknown)]);
  const roomed = [...ofServer].flatMap(([serverId, lanes]) => {
    const room = Math.max(0, EVENT_LIMITS.lanesPerServer - (counts.get(serverId) ?? 0));
    return lanes.filter((lane) => !made.has(nameKey(lane))).slice(0, room);
  });
  await createLanes(tx, roomed);
}

const laneOf = ({ report: { serverId }, event: { lane } }: ReportedEvent): Named | null =>
  lane === null ? null : { serverId, name: lane };

function refuseUnknown(reported: ReportedEvent, ids: ReadonlyMap<string, string>): [ReportedEvent, Rejection][] {
  const { index, event } = reported;
  const lane = laneOf(reported);
  if (lane === null || ids.has(nameKey(lane))) return [];
  const detail = `A server has at most ${EVENT_LIMITS.lanesPerServer} lanes; ${lane.name} would be one more. Archive a lane that is no longer used, or register another server.`;
  return [[reported, { index, id: event.id, code: "lane_limit", detail }]];
}
