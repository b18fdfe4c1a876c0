import type { Rejection } from "../contract/event.ts";
import type { LaneRefusal } from "../contract/refusal.ts";
import type { Control, Outcome } from "../domain/vocabulary.ts";

/** Everything `keeper.on` can tell. */
export interface KeeperEvents {
  /** A call was refused before or instead of reaching the provider. */
  refused: { refusal: LaneRefusal; tool: string };
  /** A generation was found dead and is no longer used. */
  verdict: { lane: string; generation: number; outcome: Outcome };
  /** A lane serves another generation. */
  generation: { lane: string; generation: number; fingerprint: string };
  /** A grant gave another access token. */
  lease: { lane: string; fingerprint: string };
  /** The desired state of a lane changed. */
  control: { lane: string; control: Control };
  /** Lanekeeper refused an event; it is not sent again. */
  rejected: Rejection;
  /** Too many events waited: so many were given up, counts of calls first. */
  dropped: { count: number };
  /** Whether the command stream stands. */
  connection: { connected: boolean; detail: string };
}

export interface LaneStatus {
  name: string;
  control: Control;
  generation: number | null;
  fingerprint: string | null;
  expiresAt: Date | "never" | null;
  leaseExpiresAt: Date | null;
  /** Why a call would be refused now, or null where it would be served. */
  refusal: Outcome | null;
  inFlight: number;
  /** The newest version the store shows, whether served or not. */
  store: { version: string | null; fingerprint: string } | null;
}

export interface KeeperStatus {
  server: string;
  replica: string;
  running: boolean;
  connected: boolean;
  /** `denied`: Lanekeeper refused the key; it is tried again every five minutes. */
  reporting: "ok" | "backing_off" | "denied";
  /** Events that wait to be sent. */
  queued: number;
  /** Whether they are kept on disk, for the next process to send what this one cannot. */
  durable: boolean;
  /** How many were given up since the start, because too many waited. */
  dropped: number;
  lanes: LaneStatus[];
}

/** A lane as a server's own code uses it. */
export interface LaneHandle {
  readonly name: string;
  /**
   * `fetch` with the lane's credential. Throws `LaneRefusedError` where the lane is paused, contained or dead, and where the
   * provider answers with a credential failure; everything else passes through.
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  status(): LaneStatus;
}

/** Request of one tool call, as `resolve` sees it. */
export interface ToolCallRequest {
  method: string;
  params: { name: string; uri?: string; arguments?: Record<string, unknown>; _meta?: Record<string, unknown> };
}

export interface ProtectOptions {
  /**
   * Names the lane of a tool call where routes alone do not; null for a tool without a lane. Of a resource or a prompt (`method` tells)
   * it is asked only where several lanes name it.
   */
  resolve?: (request: ToolCallRequest) => string | null;
}

interface RequestServer {
  setRequestHandler: (...args: never[]) => unknown;
}

/** An `McpServer`, or a low-level `Server`, of `@modelcontextprotocol/server` 2.x or `@modelcontextprotocol/sdk` 1.x. */
export type ProtectableServer = RequestServer | { server: RequestServer };

export interface Keeper {
  readonly server: string;
  readonly replica: string;
  /** Loads every lane, preflights it and reports. A refused lane does not stop the others. */
  start(): Promise<void>;
  /**
   * Reports the stop, sends what is queued and ends every timer and watch. Takes at most five seconds, two where events are kept on
   * disk: the next process sends what is left.
   */
  stop(): Promise<void>;
  /**
   * Gates the tools of one server instance, and the resources and prompts that a route names, wherever it runs and for however short
   * a time. Best before the first tool is registered: of a tool it has not seen, it takes for granted that it declares an output schema.
   */
  protect(mcpServer: ProtectableServer, options?: ProtectOptions): void;
  /** Throws where no lane has that name. */
  lane(name: string): LaneHandle;
  /** Returns what ends the subscription. A throwing listener is logged and ignored. */
  on<K extends keyof KeeperEvents>(event: K, listener: (detail: KeeperEvents[K]) => void): () => void;
  status(): KeeperStatus;
}
