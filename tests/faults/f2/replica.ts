import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { ReplicaLife, Round } from "./live-as-replica.ts";

const PATIENCE_MS = 30_000;

/** One process of the server, seen from outside. */
export interface Replica {
  name: string;
  /** Every round of calls it told of. */
  rounds: Round[];
  /** Resolves once `holds` of a round told from now on. */
  until(holds: (round: Round) => boolean): Promise<void>;
  measureGate(): Promise<number>;
  /** Lets it stop by itself. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

type Word = Round | { addedUs: number } | { stopped: true };

export function startReplica(life: ReplicaLife): Replica {
  const script = ["tests/faults/f2/replica-process.ts", JSON.stringify(life)];
  const child: ChildProcess = spawn(process.execPath, script, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const rounds: Round[] = [];
  const listeners = new Set<(word: Word) => void>();
  if (child.stdout) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const word = JSON.parse(line) as Word;
      if ("writes" in word) rounds.push(word);
      for (const listener of listeners) listener(word);
    });
  }
  const hear = <T>(pick: (word: Word) => T | null): Promise<T> =>
    new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(timer);
        listeners.delete(listener);
        end();
      };
      const listener = (word: Word) => {
        const picked = pick(word);
        if (picked !== null) settle(() => resolve(picked));
      };
      const last = () => JSON.stringify(rounds.at(-1) ?? "nothing");
      const timer = setTimeout(() => settle(() => reject(new Error(`${life.replica} said only ${last()}`))), PATIENCE_MS);
      void ended.then(() => settle(() => reject(new Error(`${life.replica} ended and had said ${last()}`))));
      listeners.add(listener);
    });
  return {
    name: life.replica,
    rounds,
    until: async (holds) => void (await hear((word) => ("writes" in word && holds(word) ? word : null))),
    measureGate: () => {
      const heard = hear((word) => ("addedUs" in word ? word.addedUs : null));
      child.stdin?.write("measure\n");
      return heard;
    },
    stop: async () => {
      child.stdin?.write("stop\n");
      await ended;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
