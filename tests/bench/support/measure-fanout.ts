import { setTimeout as sleep } from "node:timers/promises";
import { percentiles } from "./percentiles.ts";
import type { StreamCrowd } from "./stream-crowd.ts";

export interface FanoutOptions {
  crowd: StreamCrowd;
  /** The streams that are to be told. */
  from: number;
  to: number;
  rounds: number;
  /** What each of them is told holds this. */
  text: string;
  /** Causes it once; resolves when it was accepted. */
  post(round: number): Promise<unknown>;
}

/** From the sending of a POST to when each stream was told of it, in milliseconds: over all, and of the last in each round. */
export async function measureFanout({ crowd, from, to, rounds, text, post }: FanoutOptions) {
  const each: number[] = [];
  const last: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { told } = await crowd.watch(text, from, to);
    const sentAt = performance.timeOrigin + performance.now();
    const [at] = await Promise.all([told, post(round)]);
    each.push(...at.map((time) => time - sentAt));
    last.push(Math.max(...at) - sentAt);
    await sleep(50);
  }
  return { each: percentiles(each), last: percentiles(last) };
}
