import type { ServerResponse } from "node:http";
import type { CommandAck, DesiredLane, DesiredState, StreamCommand } from "#lib/contract/control.ts";
import { type CloudEvent, cloudEvent, eventKind } from "#lib/contract/event.ts";
import { EVENT_DATA } from "#lib/contract/event-data.ts";
import type { EventKind } from "#lib/domain/vocabulary.ts";
import { type HttpPeer, type PeerAnswer, type PeerRequest, startHttpPeer } from "./http-peer.ts";

export interface SeenEvent {
  kind: EventKind;
  lane: string | undefined;
  event: CloudEvent;
  data: Record<string, unknown>;
}

/** The far end of an SDK's wire: takes events and acknowledgements as the contract says, and sends whatever a test wants sent. */
export interface LanekeeperPeer {
  url: string;
  http: HttpPeer;
  /** Events of accepted batches, in order of arrival. */
  events: SeenEvent[];
  acks: (CommandAck & { command: string })[];
  /** Answers to come instead of 202, first one first. */
  failures: PeerAnswer[];
  /** What a new stream begins with. */
  desired: DesiredState;
  /** Refuse the command stream with this status. */
  streamStatus: number;
  /** What acknowledgements are answered with; they are kept only where they are taken. */
  ackStatus: number;
  /** Ask those that are refused to stay away for so long. */
  retryAfterS: number;
  /** Leave who asks without an answer. */
  isMute: boolean;
  streams: ServerResponse[];
  /** What a replica that asks is told to do, until a test takes it away. */
  waiting: StreamCommand[];
  /** Changes one lane's desired state and tells every stream. */
  want(lane: Partial<DesiredLane> & { lane: string }): void;
  command(command: StreamCommand): void;
  send(event: string, data: unknown): void;
  ofKind(kind: EventKind, lane?: string): SeenEvent[];
  close(): Promise<void>;
}

const UNTOLD = { control: "active", reason: null, reference: null, until: null, generation: null } as const;

export async function startLanekeeperPeer(): Promise<LanekeeperPeer> {
  const polls: (() => void)[] = [];
  const http = await startHttpPeer((request, response) => answer(peer, request, response, polls));
  const peer: LanekeeperPeer = {
    url: http.url,
    http,
    events: [],
    acks: [],
    failures: [],
    desired: { control_version: 1, lanes: [] },
    streamStatus: 200,
    ackStatus: 202,
    retryAfterS: 0,
    isMute: false,
    streams: [],
    waiting: [],
    want: (lane) => {
      const version = peer.desired.control_version + 1;
      const others = peer.desired.lanes.filter((entry) => entry.lane !== lane.lane);
      peer.desired = { control_version: version, lanes: [...others, { ...UNTOLD, control_version: version, ...lane }] };
      peer.send("desired", peer.desired);
      for (const poll of polls.splice(0)) poll();
    },
    command: (command) => peer.send("command", command),
    send: (event, data) => {
      for (const stream of peer.streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    ofKind: (kind, lane) => peer.events.filter((seen) => seen.kind === kind && (lane === undefined || seen.lane === lane)),
    close: () => http.close(),
  };
  return peer;
}

function answer(
  peer: LanekeeperPeer,
  request: PeerRequest,
  response: ServerResponse,
  polls: (() => void)[],
): PeerAnswer | Promise<PeerAnswer> | null {
  const acknowledged = /^\/api\/v1\/commands\/([^/]+)\/acks$/.exec(request.path)?.[1];
  if (acknowledged) {
    if (peer.ackStatus === 202) peer.acks.push({ command: acknowledged, ...(JSON.parse(request.body) as CommandAck) });
    return { status: peer.ackStatus };
  }
  if (request.path.startsWith("/api/v1/commands/stream")) return openStream(peer, response);
  if (request.method === "GET") return tellControl(peer, request, polls);
  return peer.failures.shift() ?? accept(peer, request);
}

/** `GET /control`, and the long poll, which is answered at the next change. */
async function tellControl(peer: LanekeeperPeer, request: PeerRequest, polls: (() => void)[]): Promise<PeerAnswer> {
  if (peer.isMute) return new Promise(() => {});
  if (peer.streamStatus !== 200) return { status: peer.streamStatus, headers: { "retry-after": String(peer.retryAfterS) } };
  const tag = () => `"${peer.desired.control_version} ${peer.waiting.map(({ id, phase }) => `${id}${phase}`).join()}"`;
  const isHeld = () => request.headers["if-none-match"] === tag();
  if (isHeld() && request.path.startsWith("/api/v1/commands")) await new Promise<void>((resolve) => polls.push(resolve));
  if (isHeld()) return { status: 304, headers: { etag: tag() } };
  return { status: 200, headers: { etag: tag() }, body: { ...peer.desired, commands: peer.waiting } };
}

function openStream(peer: LanekeeperPeer, response: ServerResponse): PeerAnswer | null {
  if (peer.streamStatus !== 200) return { status: peer.streamStatus };
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(`event: desired\ndata: ${JSON.stringify(peer.desired)}\n\n`);
  peer.streams.push(response);
  response.on("close", () => {
    peer.streams = peer.streams.filter((stream) => stream !== response);
  });
  return null;
}

/** Refuses to take what the contract does not allow, so that no test passes on events that Lanekeeper would reject. */
function accept(peer: LanekeeperPeer, request: PeerRequest): PeerAnswer {
  const batch = (JSON.parse(request.body) as unknown[]).map((entry) => cloudEvent.parse(entry));
  for (const event of batch) {
    const kind = eventKind(event.type);
    if (!kind) throw new Error(`unknown type ${event.type}`);
    peer.events.push({ kind, lane: event.subject, event, data: EVENT_DATA[kind].parse(event.data) as Record<string, unknown> });
  }
  return {
    status: 202,
    body: { accepted: batch.length, duplicates: 0, rejected: [], control_version: peer.desired.control_version },
  };
}
