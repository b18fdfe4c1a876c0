import type { Policy } from "../contract/event-data.ts";
import type { Route } from "../contract/primitives.ts";
import type { LaneKind, Outcome } from "../domain/vocabulary.ts";
import type { Store } from "./stores/store.ts";

/** What a hook of a lane gets: the credential it is about, and a `fetch` that carries it. */
export interface CredentialContext {
  credential: string;
  /** What the store holds for it: the grant itself where `credential` is an access token drawn from one. */
  stored: string;
  fetch: typeof fetch;
  /** `fetch` without the credential, for endpoints that want it elsewhere. */
  bareFetch: typeof fetch;
}

/** Answer of a probe: the provider's own response, or a verdict where the probe judges by itself. */
export type ProbeAnswer = Response | { ok: boolean; outcome?: Outcome; detail?: string };

export interface LaneOptions {
  /** Unique within the server. */
  name: string;
  provider: string;
  account?: string;
  tenant?: string;
  environment?: string;
  owner?: string;
  kind?: LaneKind;
  store: Store;
  /** The exact tool calls this credential powers. */
  routes: Route[];
  policy?: Policy;
  /** One harmless call that shows whether a credential works. */
  probe?: (context: CredentialContext) => Promise<ProbeAnswer>;
  /** Puts a new version into the store; given the credential served now. */
  create?: (context: CredentialContext) => Promise<void>;
  /** Ends an old credential at the provider. */
  retire?: (context: CredentialContext) => Promise<void>;
  /** The adjacent scope, tenant or write this credential must not authorise. */
  unsafeNeighbour?: { description: string; expect?: Outcome };
  /** Resolves relative addresses of `lane.fetch`; the credential is then sent to this origin only. */
  baseUrl?: string;
  /** Puts the credential on a request. Default: `Authorization: Bearer`. */
  authorize?: (headers: Headers, credential: string) => void;
  /**
   * Awaited before a generation serves, by whatever must have taken its credential over first, as a process of its own. Where it
   * rejects, what is served stays.
   */
  beforeServe?: (taken: { generation: number; credential: string }) => Promise<void>;
  /** `on_change` adopts a new store version as soon as it appears. Default: a healthy lane waits for its operator. */
  adopt?: "on_command" | "on_change";
}

export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

export interface KeeperOptions {
  /** Address of Lanekeeper. Must be https, except on loopback. */
  url: string;
  /** Server key, or a function that reads it again after Lanekeeper refused it. */
  key: string | (() => string | Promise<string>);
  /** Slug of this server. */
  server: string;
  /** Name of this process; default `<hostname>-<boot id>`. Must be new at every start. */
  replica?: string;
  /**
   * Keeps desired state, latches and events that were not sent over a restart; processes of one server share it. Default
   * `~/.lanekeeper`; null keeps everything in memory.
   */
  stateDir?: string | null;
  lanes: LaneOptions[];
  /** Seconds between heartbeats. */
  heartbeatS?: number;
  /**
   * How commands come. `stream` (default) keeps one connection open; `poll` asks again and again, for networks that let no stream
   * through; `on_change` asks at the start, when an answer to events says that something changed, and before a call that comes ten
   * seconds after the last word, for processes that live for seconds or are frozen between requests.
   */
  transport?: "stream" | "poll" | "on_change";
  /** What a lane does on a first start while Lanekeeper cannot be asked. Default: refuse where a route is destructive. */
  whenUnknown?: "serve" | "refuse";
  /** Accept a Lanekeeper address without TLS that is not loopback. */
  allowInsecure?: boolean;
  logger?: Logger;
  fetch?: typeof fetch;
  now?: () => Date;
}
