import { inBackground } from "../../in-background.ts";
import type { LaneKeeper } from "../../keeper.ts";
import { secretOf } from "../../lane/preflight.ts";
import type { Logger } from "../../options.ts";
import type { Handover } from "../config/schema.ts";
import type { Injection } from "./injection.ts";
import type { ServerRunner } from "./server-runner.ts";

const NEEDS_RESTART = "the server must be restarted to take the new credential (handover: never)";

/** Brings a lane's next credential to the wrapped server, or leaves everything as it was. */
export class CredentialTaker {
  readonly #injection: Injection;
  readonly #handover: Handover;
  /** Absent until the server runs: it starts with what was taken before. */
  runner: ServerRunner | null = null;

  constructor(injection: Injection, handover: Handover) {
    this.#injection = injection;
    this.#handover = handover;
  }

  /** Resolves once the server has it. Rejects where it cannot. */
  async take(lane: string, credential: string): Promise<void> {
    const { runner } = this;
    if (this.#injection.credentialOf(lane) === credential) return;
    if (runner && this.#handover === "never" && this.#injection.isFixedAtStart(lane)) throw new Error(NEEDS_RESTART);
    const undo = await this.#injection.put(lane, credential);
    if (!runner || this.#handover === "never") return;
    try {
      await runner.handOver();
    } catch (error) {
      await undo();
      runner.recover();
      throw error;
    }
  }

  /** A grant gives other access tokens while it serves: each is brought like a new credential. */
  followLeases(keeper: LaneKeeper, logger: Logger): void {
    keeper.on("lease", ({ lane }) => {
      const serving = keeper.lanes.get(lane)?.succession.serving;
      if (serving && this.#injection.credentialOf(lane) !== secretOf(serving)) {
        inBackground(this.take(lane, secretOf(serving)), logger);
      }
    });
  }
}
