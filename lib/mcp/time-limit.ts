import { after } from "./timers.ts";

/** Rejects where `work` takes longer than `limitMs`: an author's hook must not hold a lane for ever. */
export function withTimeLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = after(limitMs, () => reject(new Error(`took longer than ${limitMs / 1_000} s`)));
    work.then(resolve, reject).finally(cancel);
  });
}
