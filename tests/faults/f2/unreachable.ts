import { DAY, HOUR, MINUTE } from "#lib/domain/clock/instant.ts";
import type { Outcome } from "../support/outcome.ts";
import { isAsWanted } from "./live-as-replica.ts";
import type { Replica } from "./replica.ts";
import { type RunningLanekeeper, type Scene, setScene, until } from "./scene.ts";
import { findFaults } from "./verdict.ts";

export interface UnreachableOptions {
  /** Names this round's server. */
  server: string;
  /** How many replicas start and end meanwhile, and how many of them while connections stand and nothing comes through. */
  replicas: number;
  muted: number;
  say(line: string): void;
}

const AWAY_MS = HOUR;
const WIDTH = 5;
const ROUNDS = 3;
/** Replicas whose clocks are so wrong that what they tell is refused first: by when they start. */
const FAR_BEHIND_MS: Readonly<Record<number, number>> = { 1: 40 * DAY, 2: -3 * DAY };
const LOST_ANSWERS = 3;

/**
 * Lanekeeper is out of reach for an hour of the replicas' clocks. Meanwhile replicas start and end, by themselves or killed, and
 * every lane goes on as it was; afterwards everything they told must be there once, whoever sends it and however often.
 */
export async function unreachable(lanekeeper: RunningLanekeeper, options: UnreachableOptions): Promise<Outcome> {
  const scene = await setScene(lanekeeper, options.server);
  try {
    const residents = await settleIn(scene);
    const before = await residents.resident.measureGate();
    options.say(`${options.server}: one lane is paused, one contained; Lanekeeper goes out of reach`);
    const again = await goThrough(scene, options, residents.stubborn);
    const meanwhile = await residents.resident.measureGate();
    const waited = await scene.spools();
    options.say(`${options.server}: ${waited.ids.length} events wait in ${waited.files} files; Lanekeeper is back`);
    const replayMs = await comeBack(scene, [residents.resident, again]);
    return await findFaults(lanekeeper, scene, { waited, gateUs: { before, meanwhile }, replayMs });
  } finally {
    await scene.end();
  }
}

/** Two replicas that live through a pause and a revocation. */
async function settleIn(scene: Scene): Promise<{ resident: Replica; stubborn: Replica }> {
  const [resident, stubborn] = [scene.start("resident", AWAY_MS), scene.start("stubborn", AWAY_MS)];
  const both = [resident, stubborn];
  await Promise.all(both.map((replica) => replica.until(({ contained }) => contained === "ok")));
  await scene.pause("paused");
  scene.revoke("contained");
  await Promise.all(both.map((replica) => replica.until(isAsWanted)));
  await scene.untilContained("contained");
  return { resident, stubborn };
}

/** The absence itself; returns the replica that was killed and started again during it. */
async function goThrough(scene: Scene, { replicas, muted }: UnreachableOptions, stubborn: Replica): Promise<Replica> {
  const live = async (n: number) => {
    const farMs = FAR_BEHIND_MS[n];
    const replica =
      farMs === undefined ? scene.start(`brief-${n}`, AWAY_MS - (n * AWAY_MS) / replicas) : scene.start(`off-${n}`, farMs);
    for (let round = 0; round < ROUNDS; round += 1) await replica.until(isAsWanted);
    await (n % 2 === 0 ? replica.kill() : replica.stop());
  };
  scene.network.change("mute");
  await inWaves(0, muted, live);
  scene.network.change("cut");
  await stubborn.kill();
  const again = scene.start("stubborn-again", 5 * MINUTE);
  await again.until(isAsWanted);
  await inWaves(muted, replicas, live);
  return again;
}

/** First its answers are lost on their way back; two new processes at once take over what the dead ones left. Returns how long that took. */
async function comeBack(scene: Scene, residents: readonly Replica[]): Promise<number> {
  const { network } = scene;
  network.change("deaf");
  const heirs = [scene.start("heir-1", 0), scene.start("heir-2", 0)];
  await Promise.all(heirs.map((heir) => heir.until(isAsWanted)));
  await until(() => network.lostAnswers() >= LOST_ANSWERS);
  network.change("open");
  const startedMs = performance.now();
  await until(async () => (await scene.spools()).files === residents.length + heirs.length);
  const tookMs = performance.now() - startedMs;
  for (const replica of [...residents, ...heirs]) await replica.stop();
  return tookMs;
}

async function inWaves(from: number, to: number, live: (n: number) => Promise<void>): Promise<void> {
  for (let first = from; first < to; first += WIDTH) {
    const width = Math.min(WIDTH, to - first);
    await Promise.all(Array.from({ length: width }, (_, n) => live(first + n)));
  }
}
