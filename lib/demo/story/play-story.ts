import { type Act, type Button, CYCLE_S } from "./acts.ts";

export type StoryState = {
  running: boolean;
  next: { says: string; inS: number } | null;
  told: readonly { at: Date; says: string }[];
};
export type Story = { state(): StoryState; pause(): void; resume(): void };

const KEPT_LINES = 12;

/** Plays the acts over and over. Paused, it stands still: the seconds spent in pause do not count. */
export function playStory(acts: readonly Act[], press: (button: Button) => void | Promise<void>): Story {
  const repeated = acts.filter(({ once }) => !once);
  let told: { at: Date; says: string }[] = [];
  let playedMs = 0;
  let resumedAt: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let done = 0;

  const elapsedMs = (): number => playedMs + (resumedAt === null ? 0 : Date.now() - resumedAt);
  const nextAct = (): { act: Act; inMs: number } | null => {
    const later = done - acts.length;
    const act = later < 0 ? acts[done] : repeated[later % repeated.length];
    if (!act) return null;
    const cycle = later < 0 ? 0 : 1 + Math.floor(later / repeated.length);
    return { act, inMs: Math.max(0, (cycle * CYCLE_S + act.atS) * 1_000 - elapsedMs()) };
  };

  function schedule(): void {
    const next = nextAct();
    if (!next) return;
    timer = setTimeout(() => {
      done += 1;
      told = [{ at: new Date(), says: next.act.says }, ...told].slice(0, KEPT_LINES);
      if (next.act.press) void press(next.act.press);
      schedule();
    }, next.inMs);
  }

  function resume(): void {
    if (resumedAt !== null) return;
    resumedAt = Date.now();
    schedule();
  }

  function pause(): void {
    clearTimeout(timer);
    playedMs = elapsedMs();
    resumedAt = null;
  }

  resume();
  return {
    pause,
    resume,
    state() {
      const next = nextAct();
      return { running: resumedAt !== null, next: next && { says: next.act.says, inS: Math.ceil(next.inMs / 1_000) }, told };
    },
  };
}
