import { AsyncLocalStorage } from "node:async_hooks";

/** What a timer wakes is nobody's call, whoever set the timer. */
const outsideCalls = AsyncLocalStorage.snapshot();

/** Node fires a longer timer at once, so distant deadlines are reached in steps. */
const LONGEST_MS = 2_147_483_647;

/** Calls back once `delayMs` have passed; never holds the process open. Returns what cancels it. */
export function after(delayMs: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (leftMs: number) => {
    const stepMs = Math.min(Math.max(0, leftMs), LONGEST_MS);
    timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : outsideCalls(callback)), stepMs);
    timer.unref();
  };
  arm(delayMs);
  return () => clearTimeout(timer);
}

/** Calls back every `periodMs`; never holds the process open. Returns what ends it. */
export function every(periodMs: number, callback: () => void): () => void {
  const timer = setInterval(() => outsideCalls(callback), periodMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Resolves after `delayMs`; the process waits for it, since somebody awaits the outcome. */
export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

/** Does `work` with the process held open, as nothing that it waits for may hold it. */
export async function holdOpen(work: () => Promise<void>): Promise<void> {
  const hold = setInterval(() => {}, LONGEST_MS);
  try {
    await work();
  } finally {
    clearInterval(hold);
  }
}
