import { fork } from "node:child_process";
import { join } from "node:path";
import type { FromCrowd, StreamTarget, ToCrowd } from "./stream-messages.ts";

/** Many event streams held open by one process of their own. */
export interface StreamCrowd {
  /** Resolves once every stream is there, with when each was, and how many were told to read everything again. */
  whenLive(): Promise<{ at: number[]; resets: number }>;
  /** From when this resolves: when each of the streams `from` up to `to` was told something that holds `text`. */
  watch(text: string, from: number, to: number): Promise<{ told: Promise<number[]> }>;
  close(): void;
}

const PATIENCE_MS = 60_000;

export function openCrowd(targets: readonly StreamTarget[]): StreamCrowd {
  const child = fork(join(import.meta.dirname, "hold-streams.ts"));
  const tell = (message: ToCrowd): void => void child.send(message);
  const hear = <S extends FromCrowd["say"]>(say: S): Promise<Extract<FromCrowd, { say: S }>> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`The streams were not "${say}" in time.`)), PATIENCE_MS);
      const listen = (message: FromCrowd) => {
        if (message.say !== say) return;
        clearTimeout(late);
        child.off("message", listen);
        resolve(message as Extract<FromCrowd, { say: S }>);
      };
      child.on("message", listen);
    });
  tell({ say: "open", targets: [...targets] });
  return {
    whenLive: () => {
      const live = hear("live");
      tell({ say: "await-live" });
      return live;
    },
    async watch(text, from, to) {
      const told = hear("told").then(({ at }) => at);
      const watching = hear("watching");
      tell({ say: "watch", text, from, to });
      await watching;
      return { told };
    },
    close: () => void child.kill(),
  };
}
