const EVERY_MS = 2_000;

/** Prints how far a long work is: at most every two seconds, with its rate and what is left. */
export function createProgress(write: (line: string) => void = console.log): (step: string, done: number, total: number) => void {
  let current = { step: "", startedAt: 0, toldAt: 0 };
  return (step, done, total) => {
    const now = performance.now();
    if (step !== current.step) current = { step, startedAt: now, toldAt: now };
    if (now - current.toldAt < EVERY_MS && done < total) return;
    current.toldAt = now;
    const seconds = (now - current.startedAt) / 1_000;
    const rate = seconds > 0 ? done / seconds : 0;
    const left = rate > 0 && done < total ? `, ${inWords((total - done) / rate)} left` : "";
    const count = (value: number): string => Math.round(value).toLocaleString("en");
    write(`  ${step}: ${count(done)} of ${count(total)}, ${count(rate)}/s${left}`);
  };
}

const inWords = (seconds: number): string => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`);
