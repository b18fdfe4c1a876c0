import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, vi } from "vitest";
import { stringify } from "yaml";
import type { StreamCommand } from "#lib/contract/control.ts";
import { type LanekeeperPeer, startLanekeeperPeer } from "#tests/support/lanekeeper-peer.ts";
import { SERVER_KEY } from "../../support/server-key.ts";
import { startWireClient, type WireClient } from "./wire-client.ts";

export const PROD = "github-prod";
export const NEIGHBOUR = "github-ci";
const PLAIN_SERVER = [process.execPath, resolve("tests/mcp/wrap/support/plain-server.ts")];
export const WRAPPER = resolve("lib/mcp/bin/lanekeeper-mcp.ts");

/** The command of a wrapper around another command. */
export const wrappedServer = (config: string, command: readonly string[] = PLAIN_SERVER): string[] => [
  process.execPath,
  WRAPPER,
  "wrap",
  "--config",
  config,
  "--",
  ...command,
];

/** A configuration, what its stores hold, and a Lanekeeper that the test plays. */
export interface WrapStage {
  folder: string;
  lanekeeper: LanekeeperPeer;
  /** Path of the configuration. */
  config: string;
  /** Replaces what the lane's store holds. */
  store(version: number, secret: string): Promise<void>;
  /** The command of a wrapper around another command. */
  wrapped(command: readonly string[]): string[];
  environment: Record<string, string>;
  /** A wrapped server with a client that has begun its session. */
  start(command?: readonly string[]): Promise<WireClient>;
  /** Sends a rotation's adoption and waits for its outcome. */
  adopt(version: number): ReturnType<typeof outcomeOf>;
  close(): Promise<void>;
}

export async function setWrapStage(changed: Record<string, unknown> = {}): Promise<WrapStage> {
  const folder = await mkdtemp(join(tmpdir(), "lanekeeper-wrap-"));
  const lanekeeper = await startLanekeeperPeer();
  const config = join(folder, "lanekeeper.yaml");
  const file = (name: string) => ({ type: "file", path: name });
  const lanes = [
    { name: PROD, provider: "github", store: file("prod"), inject: { env: "TOKEN" } },
    { name: NEIGHBOUR, provider: "github", store: file("ci"), inject: { env: "CI_TOKEN" }, routes: [{ tool: "echo" }] },
  ];
  await writeFile(config, stringify({ url: lanekeeper.url, server: "github-tools", state_dir: "state", lanes, ...changed }));
  const store = (version: number, secret: string) =>
    writeFile(
      join(folder, "prod"),
      JSON.stringify({ version: String(version), secret, issued_at: LONG_AGO, expires_at: "never" }),
    );
  await store(3, "key-3");
  await writeFile(join(folder, "ci"), JSON.stringify({ version: "1", secret: "ci-1" }));
  const environment = { LANEKEEPER_KEY: SERVER_KEY };
  const wrapped = (command: readonly string[]) => wrappedServer(config, command);
  const clients: WireClient[] = [];
  return {
    folder,
    lanekeeper,
    config,
    store,
    wrapped,
    environment,
    async start(command = PLAIN_SERVER) {
      const client = startWireClient(wrapped(command), environment);
      clients.push(client);
      await beginSession(client);
      return client;
    },
    adopt: (version) => outcomeOf(lanekeeper, version),
    async close() {
      for (const client of clients) client.process.kill("SIGKILL");
      await Promise.all(clients.map(({ ended }) => ended));
      await lanekeeper.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function beginSession(client: WireClient): Promise<void> {
  const clientInfo = { name: "agent", version: "1" };
  await client.ask("initialize", { protocolVersion: "2025-06-18", capabilities: { sampling: {} }, clientInfo });
  client.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
}

/** Before any grace for fresh keys. */
const LONG_AGO = "2026-01-01T00:00:00Z";
const ID = "0f0e0d0c-0000-4000-8000-0000000000";

async function outcomeOf(lanekeeper: LanekeeperPeer, version: number) {
  const generation = await vi.waitFor(
    () => {
      const heartbeat = lanekeeper.ofKind("server.heartbeat").findLast(({ data }) => newestOf(data) === String(version));
      if (!heartbeat) throw new Error(`the store does not show version ${version} yet`);
      return { number: version, fingerprint: fingerprintOf(heartbeat.data) };
    },
    { timeout: 10_000, interval: 20 },
  );
  const id = `${ID}${String(version).padStart(2, "0")}`;
  const command: StreamCommand = { id, lane: PROD, kind: "rotate", phase: "adopt", args: { generation }, expires_at: null };
  lanekeeper.command(command);
  return vi.waitFor(
    () => {
      const ack = lanekeeper.acks.find((seen) => seen.command === id && seen.status !== "acknowledged");
      if (!ack) throw new Error("no outcome yet");
      return ack;
    },
    { timeout: 20_000, interval: 20 },
  );
}

interface HeartbeatLane {
  lane: string;
  store?: { version?: string; fingerprint: string };
}
const laneOf = (data: Record<string, unknown>) => (data.lanes as HeartbeatLane[]).find(({ lane }) => lane === PROD);
const newestOf = (data: Record<string, unknown>) => laneOf(data)?.store?.version;
const fingerprintOf = (data: Record<string, unknown>) => laneOf(data)?.store?.fingerprint ?? "";

/** What a tool of the plain server says. */
export const textOf = ({ result }: { result?: Record<string, unknown> }): string =>
  (result?.content as { text: string }[] | undefined)?.[0]?.text ?? "";

/** What the wrapped process tells of itself. */
export async function whoIs(
  client: WireClient,
): Promise<{ token: string; pid: number; key: string | null; subscribed: string[] }> {
  const answer = await client.callTool("who");
  expect(answer.error).toBeUndefined();
  return JSON.parse(textOf(answer));
}
