/** Tells a terminal what happens, one line a step, each with its time. */
export interface Steps {
  /** Runs `work` and prints its outcome in words when it is done. */
  run<Result>(name: string, work: () => Promise<Result>, inWords: (result: Result) => string): Promise<Result>;
  note(line: string): void;
}

/** A step that takes longer says that it is under way. */
const SLOW_MS = 2_000;

/** No step begins once `signal` is aborted. */
export function createSteps(write: (line: string) => void, signal?: AbortSignal): Steps {
  return {
    note: (line) => write(`  ${line}`),
    async run(name, work, inWords) {
      signal?.throwIfAborted();
      const startedAt = performance.now();
      const line = (mark: string, words: string): string =>
        `${mark} ${name.padEnd(12)} ${words.padEnd(48)} ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s`;
      const slow = setTimeout(() => write(`… ${name.padEnd(12)} this takes a moment`), SLOW_MS);
      try {
        const result = await work();
        write(line("✓", inWords(result)));
        return result;
      } catch (error) {
        write(line("✗", "failed"));
        throw error;
      } finally {
        clearTimeout(slow);
      }
    },
  };
}
