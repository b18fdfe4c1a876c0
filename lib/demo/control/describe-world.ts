import type { CallOutcome, ToolRecord } from "../clients/tool-board.ts";
import { type CredentialState, type DemoLane, inUse } from "../lanes/demo-lane.ts";
import type { World } from "./world.ts";

const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;

/** `GET /state`: the demo as JSON, times in RFC 3339. No secret is in it. */
export function describeWorld(world: World) {
  const story = world.story?.state();
  return {
    lanekeeper_url: world.lanekeeperUrl,
    lanes: world.lanes.map(describeLane),
    servers: world.servers.map((server) => server.state()),
    tools: world.board.all().map(describeTool),
    story: story
      ? {
          running: story.running,
          next: story.next && { says: story.next.says, in_s: story.next.inS },
          told: story.told.map(({ at, says }) => ({ at: at.toISOString(), says })),
        }
      : null,
  };
}
export type WorldState = ReturnType<typeof describeWorld>;

function describeLane(lane: DemoLane) {
  const credentials = lane.credentials();
  const used = inUse(credentials);
  return {
    name: lane.name,
    server: lane.server,
    provider: lane.provider,
    credentials: credentials.map((credential) => describeCredential(credential, credential === used)),
    actions: lane.actions.map(({ name, label, says }) => ({ name, label, says })),
  };
}

function describeCredential(credential: CredentialState, isInUse: boolean) {
  return {
    version: credential.version,
    kind: credential.kind,
    status: credential.status,
    in_use: isInUse,
    scopes: credential.scopes,
    expires_at: isoOrNull(credential.expiresAt),
    last_used_at: isoOrNull(credential.lastUsedAt),
    troubles: credential.troubles,
  };
}

function describeTool({ last, recent, ...rest }: ToolRecord) {
  return { ...rest, last: last && describeOutcome(last), recent: recent.map(describeOutcome) };
}

const describeOutcome = ({ at, ...rest }: CallOutcome) => ({ at: at.toISOString(), ...rest });
