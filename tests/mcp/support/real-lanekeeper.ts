import type { CommandRequest } from "#lib/contract/command.ts";
import type { LaneDetail, LanePage } from "#lib/contract/lane.ts";
import type { ServerCreated } from "#lib/contract/server.ts";
import { createApiDatabase, tokenOf } from "#tests/support/api.ts";
import { serveApi } from "#tests/support/serve-api.ts";

/** A Lanekeeper on a Postgres of its own, and somebody who operates it. */
export interface RealLanekeeper {
  url: string;
  /** Registers a server and returns its key. */
  register(name: string): Promise<string>;
  /** What is known of a lane, or null where nobody has reported it. */
  lane(name: string): Promise<LaneDetail | null>;
  command(lane: string, request: CommandRequest): Promise<void>;
  close(): Promise<void>;
}

export async function startRealLanekeeper(): Promise<RealLanekeeper> {
  const token = await tokenOf(await createApiDatabase(), "admin");
  const api = await serveApi();

  async function ask<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${api.url}/api/v1${path}`, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
  const idOf = async (name: string) => (await ask<LanePage>("/lanes")).items.find((lane) => lane.name === name)?.id;

  return {
    url: api.url,
    register: async (name) => (await ask<ServerCreated>("/servers", { name })).key,
    async lane(name) {
      const id = await idOf(name);
      return id === undefined ? null : ask<LaneDetail>(`/lanes/${id}`);
    },
    async command(name, request) {
      await ask(`/lanes/${await idOf(name)}/commands`, request);
    },
    close: api.close,
  };
}
