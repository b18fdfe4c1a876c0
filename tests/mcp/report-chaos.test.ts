import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type CloudEvent, eventType } from "#lib/contract/event.ts";
import { type HttpPeer, type PeerAnswer, type PeerRequest, startHttpPeer } from "#tests/support/http-peer.ts";
import { type Random, seededRandom } from "#tests/support/random.ts";
import { runScript } from "#tests/support/running-script.ts";
import { SERVER, startReporting } from "./support/reporting.ts";
import type { RestlessLife } from "./support/restless-process.ts";

const DAY_MS = 86_400_000;
const CLOCKS_MS = [0, 600_000, -40 * DAY_MS, 3 * DAY_MS];
const LIVES = 8;
const AT_ONCE = 2;

let folder: string;
let peer: HttpPeer;
let random: Random;
let isCalm: boolean;
/** Times under which an event was taken: two would be two events. */
let taken: Map<string, Set<string>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-chaos-"));
  taken = new Map();
  isCalm = false;
  peer = await startHttpPeer(answer);
});
afterEach(async () => {
  await peer.close();
  await rm(folder, { recursive: true });
});

/** A Lanekeeper that is hard to talk to: it may refuse to listen, take events and lose its answer, or be cut off before. */
function answer(request: PeerRequest): PeerAnswer {
  const headers = { date: new Date().toUTCString() };
  if (!isCalm && random.chance(0.2)) return "cut";
  if (!isCalm && random.chance(0.1)) return { status: 503, headers };
  const batch = JSON.parse(request.body) as CloudEvent[];
  const rejected = batch.flatMap(({ id, time }, index) => {
    const isInRange = Math.abs(Date.parse(time) - Date.now()) < DAY_MS;
    if (isInRange) taken.set(id, (taken.get(id) ?? new Set()).add(time));
    return isInRange ? [] : [{ index, id, code: "time_out_of_range", detail: "no" }];
  });
  if (!isCalm && random.chance(0.3)) return "cut";
  return {
    status: 202,
    headers,
    body: { accepted: batch.length - rejected.length, duplicates: 0, rejected, control_version: 1 },
  };
}

/** A process that reports until it is killed, midway through whatever it does; returns what it had told. */
async function liveShortly(n: number): Promise<string[]> {
  const life: RestlessLife = {
    url: peer.url,
    replica: `restless-${n}`,
    folder: join(folder, SERVER),
    aheadMs: random.pick(CLOCKS_MS),
  };
  const child = runScript(["tests/mcp/support/restless-process.ts", JSON.stringify(life)]);
  await child.line(/./);
  await sleep(random.between(1, 700));
  child.process.kill("SIGKILL");
  await child.ended;
  return child.lines.filter((line) => line.split("-").length === 3);
}

test.each([1, 2])(
  "whatever is killed and lost, each event that was told arrives under one time (seed %i)",
  async (seed) => {
    random = seededRandom(seed);
    const told: string[] = [];
    const lives = Array.from({ length: LIVES }, (_, n) => n);
    const liver = async () => {
      for (let n = lives.shift(); n !== undefined; n = lives.shift()) told.push(...(await liveShortly(n)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, liver));
    isCalm = true;
    const last = await startReporting({ url: peer.url, replica: "last", folder: join(folder, SERVER) });
    last.report("server.heartbeat", {});
    await vi.waitFor(async () => expect(await readdir(join(folder, SERVER))).toHaveLength(1), { timeout: 30_000, interval: 100 });
    await vi.waitFor(() => expect(last.queued).toBe(0), { timeout: 10_000 });
    await last.stop(1_000);

    expect(told.length).toBeGreaterThan(100);
    const missing = told.filter((id) => !taken.has(id));
    const doubled = [...taken].filter(([, times]) => times.size > 1);
    expect({ missing, doubled }).toEqual({ missing: [], doubled: [] });
    const goodbyes = peer.requests.flatMap(({ body }) =>
      (JSON.parse(body) as CloudEvent[]).filter(({ type }) => type === eventType("server.stopped")),
    );
    expect(new Set(goodbyes.map(({ source }) => source)).size).toBeGreaterThan(0);
  },
  90_000,
);
