import { setTimeout as sleep } from "node:timers/promises";
import type { APIRequestContext } from "@playwright/test";
import type { AlertPage } from "#lib/contract/alert.ts";
import type { CommandPage, CommandRequest, CommandView } from "#lib/contract/command.ts";
import type { LaneDetail, LanePage } from "#lib/contract/lane.ts";

const PATIENCE_MS = 30_000;
const ENDED = ["succeeded", "failed", "timed_out", "superseded", "expired", "cancelled", "gone"];

/** Lanekeeper's API as the console's own pages use it. */
export class Console {
  readonly #request: APIRequestContext;
  readonly #origin: string;
  constructor(request: APIRequestContext, origin: string) {
    this.#request = request;
    this.#origin = origin;
  }

  async laneId(name: string): Promise<string> {
    const { items } = await this.#ask<LanePage>("/lanes?limit=100");
    const lane = items.find((candidate) => candidate.name === name);
    if (!lane) throw new Error(`Lanekeeper does not know ${name}.`);
    return lane.id;
  }

  lane = async (name: string): Promise<LaneDetail> => this.#ask(`/lanes/${await this.laneId(name)}`);

  alerts = async (name: string): Promise<AlertPage["items"]> =>
    (await this.#ask<AlertPage>(`/alerts?state=all&lane=${await this.laneId(name)}`)).items;

  commands = async (name: string): Promise<CommandPage["items"]> =>
    (await this.#ask<CommandPage>(`/commands?lane=${await this.laneId(name)}`)).items;

  /** Waits until what is told of a lane is as it should be. */
  async until(name: string, holds: (lane: LaneDetail) => boolean): Promise<LaneDetail> {
    let lane: LaneDetail | null = null;
    for (const since = Date.now(); Date.now() < since + PATIENCE_MS; await sleep(100)) {
      lane = await this.lane(name).catch(() => null);
      if (lane && holds(lane)) return lane;
    }
    throw new Error(`${name} did not come to that, but ${JSON.stringify(lane)}`);
  }

  /** Sends a command and waits for its end. Throws unless it succeeded. */
  async command(name: string, request: CommandRequest): Promise<CommandView> {
    const { id } = await this.#ask<CommandView>(`/lanes/${await this.laneId(name)}/commands`, request);
    for (const since = Date.now(); Date.now() < since + PATIENCE_MS; await sleep(100)) {
      const command = await this.#ask<CommandView>(`/commands/${id}`);
      if (command.status === "succeeded") return command;
      if (ENDED.includes(command.status)) throw new Error(`${request.kind} of ${name} ended ${JSON.stringify(command)}`);
    }
    throw new Error(`${request.kind} of ${name} came to no end`);
  }

  async #ask<Answer>(path: string, body?: object): Promise<Answer> {
    const url = `/api/v1${path}`;
    const headers = { origin: this.#origin };
    const answer = body ? await this.#request.post(url, { data: body, headers }) : await this.#request.get(url);
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }
}
