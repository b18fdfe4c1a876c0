import type { DesiredState, StreamCommand } from "../../contract/control.ts";
import type { Emitter } from "../emitter.ts";
import type { KeySource } from "../key-source.ts";
import type { Logger } from "../options.ts";
import type { ServerClock } from "../server-clock.ts";

/** How a process hears what Lanekeeper wants of its server. */
export interface CommandSource {
  /** Whether Lanekeeper was reached when it was last tried. */
  readonly connected: boolean;
  /** Begins to hear. Resolves at the first desired state, or false once it is clear that none comes soon. */
  start(patienceMs: number): Promise<boolean>;
  /** The version of the desired state that Lanekeeper named when it took events. */
  noteVersion(version: number): void;
  /** What a call waits for before it is judged; null where Lanekeeper's last word is fresh, or cannot be had. Never rejects. */
  freshWord(): Promise<void> | null;
  stop(): void;
}

export interface CommandSourceOptions {
  url: string;
  replica: string;
  key: KeySource;
  clock: ServerClock;
  emitter: Emitter;
  logger: Logger;
  onDesired: (desired: DesiredState) => void;
  onCommand: (command: StreamCommand) => void;
}
