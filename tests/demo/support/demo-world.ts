import { setTimeout as sleep } from "node:timers/promises";
import type { WorldState } from "#lib/demo/control/describe-world.ts";

type Lane = WorldState["lanes"][number];
type Server = WorldState["servers"][number];
type Tool = WorldState["tools"][number];

/** Reads a demo through its control page, and presses its buttons. */
export class DemoWorld {
  readonly #url: string;
  constructor(controlUrl: string) {
    this.#url = controlUrl;
  }

  async state(): Promise<WorldState> {
    return (await (await fetch(`${this.#url}/state`)).json()) as WorldState;
  }

  lane = async (name: string): Promise<Lane> => named((await this.state()).lanes, name);
  server = async (name: string): Promise<Server> => named((await this.state()).servers, name);

  async tool(name: string): Promise<Tool> {
    const tool = (await this.state()).tools.find((candidate) => candidate.tool === name);
    if (!tool) throw new Error(`no tool ${name}`);
    return tool;
  }

  async press(path: string): Promise<void> {
    const response = await fetch(`${this.#url}${path}`, { method: "POST" });
    if (response.status !== 204) throw new Error(`${path} answered ${response.status}`);
  }

  /** Waits until the next call of a tool that began after now ends with `result`: `ok`, a refusal's code, or `error`. */
  async nextResult(tool: string, result: string, timeoutMs = 30_000): Promise<Tool> {
    const since = Date.now();
    let seen: Tool | null = null;
    for (; Date.now() < since + timeoutMs; await sleep(50)) {
      seen = await this.tool(tool);
      const { last } = seen;
      if (last && Date.parse(last.at) > since && (last.ok ? "ok" : (last.code ?? "error")) === result) return seen;
    }
    throw new Error(`${tool} did not answer ${result}, but ${JSON.stringify(seen?.last)}`);
  }

  /** Waits until `holds` is true of the demo's state. */
  async until(holds: (state: WorldState) => boolean, timeoutMs = 30_000): Promise<WorldState> {
    for (const since = Date.now(); Date.now() < since + timeoutMs; await sleep(50)) {
      const state = await this.state();
      if (holds(state)) return state;
    }
    throw new Error("the demo did not come to that");
  }
}

function named<T extends { name: string }>(list: readonly T[], name: string): T {
  const found = list.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

/** Whether a process is there. */
export function isAlive(pid: number | null): boolean {
  if (pid === null) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
