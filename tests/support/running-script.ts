import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface RunningScript {
  process: ChildProcess;
  /** Everything it wrote so far, line by line. */
  lines: string[];
  /** The first line that matches, already written or still to come. Rejects when the script ends without one. */
  line(pattern: RegExp): Promise<string>;
  ended: Promise<number | NodeJS.Signals | null>;
}

/** Runs a script of this repository in a process of its own; as another user where one is given. */
export function runScript(script: string[], user?: { uid: number; gid: number }): RunningScript {
  const child = spawn(process.execPath, script, { stdio: ["ignore", "pipe", "inherit"], ...user });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal)),
  );
  return {
    process: child,
    lines,
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        ended.then((code) => reject(new Error(`ended with ${code} before ${pattern}; it wrote:\n${lines.join("\n")}`)));
      }),
  };
}
