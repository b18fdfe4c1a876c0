import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { percentiles } from "./percentiles.ts";
import { openCrowd, type StreamCrowd } from "./stream-crowd.ts";

interface Rounds {
  /** The streams that are to be told, of those of the crowd. */
  from: number;
  to: number;
  rounds: number;
}

export interface FanoutOptions extends Rounds {
  crowd: StreamCrowd;
  /** What each of them is told holds this. */
  text: string;
  /** Causes it once; resolves when it was accepted. */
  cause(round: number): Promise<unknown>;
}

/** From the sending of a request to when each stream was told of it, in milliseconds: over all, and of the last in each round. */
export interface Fanout {
  each: ReturnType<typeof percentiles>;
  last: ReturnType<typeof percentiles>;
}

const BETWEEN_MS = 50;

export async function measureFanout({ crowd, from, to, rounds, text, cause }: FanoutOptions): Promise<Fanout> {
  const each: number[] = [];
  const last: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { told } = await crowd.watch(text, from, to);
    const sentAt = performance.timeOrigin + performance.now();
    const [at] = await Promise.all([told, cause(round)]);
    each.push(...at.map((time) => time - sentAt));
    last.push(Math.max(...at) - sentAt);
    await sleep(BETWEEN_MS);
  }
  return { each: percentiles(each), last: percentiles(last) };
}

/** The same on a server that does nothing else, with as many streams. */
export async function measureBare(clients: number, rounds: Rounds): Promise<Fanout> {
  const server = fork(join(import.meta.dirname, "bare-streams.ts"));
  const [port] = await once(server, "message");
  const url = `http://127.0.0.1:${port}`;
  const crowd = openCrowd(Array.from({ length: clients }, () => ({ url, headers: {} })));
  try {
    await crowd.whenLive();
    const cause = () => fetch(`${url}/lane`, { method: "POST" });
    return await measureFanout({ ...rounds, crowd, text: "/lane", cause });
  } finally {
    crowd.close();
    server.kill();
  }
}
