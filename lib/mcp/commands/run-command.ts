import type { StreamCommand } from "../../contract/control.ts";
import { messageOf } from "../emitter.ts";
import type { Lane } from "../lane/lane.ts";
import type { Logger } from "../options.ts";
import { pause } from "../timers.ts";
import type { Acknowledger } from "./acknowledger.ts";
import type { PhaseResult } from "./phase-result.ts";
import { probeLane } from "./probe-lane.ts";
import { retireOld } from "./retire-old.ts";
import { adopt, prepare } from "./rotation.ts";

/** Carries out what the command stream asks for: once per command and phase, however often it is delivered. */
export class CommandRunner {
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #acknowledger: Acknowledger;
  readonly #logger: Logger;
  readonly #running = new Set<string>();

  constructor(lanes: ReadonlyMap<string, Lane>, acknowledger: Acknowledger, logger: Logger) {
    this.#lanes = lanes;
    this.#acknowledger = acknowledger;
    this.#logger = logger;
  }

  async run(command: StreamCommand): Promise<void> {
    const { id, phase } = command;
    const step = { phase, ...(command.args.fence === undefined ? {} : { fence: command.args.fence }) };
    const key = `${id} ${phase}`;
    if (this.#running.has(key)) return;
    const answered = this.#acknowledger.answered(id, phase);
    if (answered) return this.#acknowledger.conclude(id, { ...answered, ...step });
    this.#running.add(key);
    try {
      const acknowledged = this.#acknowledger.acknowledge(id, step);
      const result = await this.#perform(command);
      await acknowledged;
      await this.#acknowledger.conclude(id, { ...result, ...step });
    } finally {
      this.#running.delete(key);
    }
  }

  async #perform(command: StreamCommand): Promise<PhaseResult> {
    const lane = this.#lanes.get(command.lane);
    if (!lane) return { status: "failed", code: "unknown_lane", detail: "this replica has no such lane" };
    const work = phaseOf(lane, command);
    if (!work) return { status: "failed", code: "unsupported", detail: `this version does not know ${command.kind}` };
    try {
      return await work();
    } catch (error) {
      this.#logger.error("A command failed", { command: command.id, kind: command.kind, error: messageOf(error) });
      return { status: "failed", code: "internal", detail: "the replica could not carry it out" };
    }
  }
}

function phaseOf(lane: Lane, command: StreamCommand): (() => Promise<PhaseResult>) | null {
  if (command.kind === "probe") return () => probeLane(lane, command);
  if (command.kind !== "rotate") return null;
  const alone = (work: () => Promise<PhaseResult>) => () => lane.succession.exclusively(work);
  switch (command.phase) {
    case "prepare":
      return alone(() => prepare(lane, command));
    case "adopt":
      return alone(() => adopt(lane, command));
    case "retire_old":
      return () => retireOld(lane, command, pause);
    case null:
      return null;
  }
}
