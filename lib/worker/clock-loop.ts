import type { Database } from "#lib/db/database.ts";
import type { Log } from "#lib/log.ts";
import { sweepCommands } from "#lib/pipeline/command/index.ts";
import { carryVerdicts, judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { takeUpLanes } from "#lib/pipeline/record/index.ts";
import { runLoop } from "./run-loop.ts";

const EVERY_MS = 200;
const LANES = 500;
/** While Postgres works on one batch of lanes, this process prepares another; each claims lanes that no other holds. */
const LANE_CLOCKS = 2;
const COMMANDS = 200;
const FINGERPRINTS = 200;
const SET_ASIDE = 20;

/** Judges lanes and commands whose time has come, carries verdicts to the other lanes they are about, and tries lanes again that were set aside. */
export async function clockLoop(db: Database, log: Log, signal: AbortSignal): Promise<void> {
  const lanes = Array.from({ length: LANE_CLOCKS }, () =>
    runLoop({
      name: "clock of lanes",
      everyMs: EVERY_MS,
      log,
      signal,
      beat: async () => (await judgeDueLanes(db, new Date(), LANES)) === LANES,
    }),
  );
  const commands = runLoop({
    name: "clock of commands",
    everyMs: EVERY_MS,
    log,
    signal,
    beat: async () => (await sweepCommands(db, new Date(), COMMANDS)) === COMMANDS,
  });
  const verdicts = runLoop({
    name: "carrying of verdicts",
    everyMs: EVERY_MS,
    log,
    signal,
    beat: async () => (await carryVerdicts(db, new Date(), FINGERPRINTS)) === FINGERPRINTS,
  });
  const setAside = runLoop({
    name: "taking up of lanes",
    everyMs: EVERY_MS,
    log,
    signal,
    beat: async () => (await takeUpLanes(db, new Date(), SET_ASIDE)) === SET_ASIDE,
  });
  await Promise.all([...lanes, commands, verdicts, setAside]);
}
