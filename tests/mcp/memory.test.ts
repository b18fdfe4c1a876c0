import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DesiredLane, DesiredState } from "#lib/contract/control.ts";
import { type KeptGeneration, Memory } from "#lib/mcp/memory/memory.ts";

const LANE = "github-prod";
const [A, B, C] = ["a", "b", "c"].map((digit) => digit.repeat(16)) as [string, string, string];
const REVOKED = { outcome: "credential_revoked", certainty: "confirmed", reference: "event-1" } as const;

const [HERE, ELSEWHERE] = ["1".repeat(16), "2".repeat(16)] as const;

let folder: string;
let warned: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-memory-"));
  warned = [];
});
afterEach(() => rm(folder, { recursive: true }));

/** A process that starts now, by what it remembers. */
async function start(installation = HERE): Promise<Memory> {
  const memory = new Memory(folder, { debug() {}, info() {}, error() {}, warn: (message) => warned.push(message) });
  await memory.load(installation);
  return memory;
}
const generation = (fingerprint: string, changed: Partial<Omit<KeptGeneration, "refresh">> = {}) => ({
  number: 3,
  fingerprint,
  succeeded: false,
  verdict: null,
  ...changed,
});
const desired = (version: number, lane: Partial<DesiredLane>): DesiredState => ({
  control_version: version,
  lanes: [
    {
      lane: LANE,
      control_version: version,
      control: "active",
      reason: null,
      reference: null,
      until: null,
      generation: null,
      ...lane,
    },
  ],
});

describe("latches", () => {
  test("of one process are not undone by another one, which never heard of them", async () => {
    const [first, second] = [await start(), await start()];
    first.rememberLane(LANE, generation(A, { verdict: REVOKED }));
    await first.settled();
    second.rememberLane(LANE, generation(A, { succeeded: true }));
    second.rememberLane(LANE, generation(B, { number: 4 }));
    await second.settled();
    const next = await start();
    expect(next.generation(LANE, A)).toMatchObject({ verdict: REVOKED, succeeded: true });
    expect(next.generation(LANE, B)).toMatchObject({ verdict: null });
    expect(next.lane(LANE)).toMatchObject({ number: 4, fingerprint: B });
  });

  test("end where the process that knew of them says so", async () => {
    const first = await start();
    first.rememberLane(LANE, generation(A, { verdict: REVOKED }));
    await first.settled();
    const second = await start();
    second.rememberLane(LANE, generation(A));
    await second.settled();
    expect((await start()).generation(LANE, A)).toMatchObject({ verdict: null });
  });

  test("of many processes at once are all kept", async () => {
    const memories = await Promise.all(Array.from({ length: 8 }, () => start()));
    for (const [n, memory] of memories.entries()) memory.rememberLane(`lane-${n}`, generation(A, { verdict: REVOKED }));
    await Promise.all(memories.map((memory) => memory.settled()));
    const next = await start();
    expect(memories.map((_, n) => next.generation(`lane-${n}`, A)?.verdict)).toEqual(memories.map(() => REVOKED));
    expect(await readdir(folder)).toEqual(["lanes.json"]);
  });

  test("of generations long gone are forgotten", async () => {
    const memory = await start();
    for (let n = 0; n < 20; n += 1) memory.rememberLane(LANE, generation(n.toString(16).padStart(16, "0"), { number: n }));
    await memory.settled();
    const kept = JSON.parse(await readFile(join(folder, "lanes.json"), "utf8")) as Record<string, unknown[]>;
    expect(kept[LANE]).toHaveLength(8);
    expect((await start()).lane(LANE)).toMatchObject({ number: 19 });
  });

  test("a rest that a grant must have is kept beside them, and ends with the next lease", async () => {
    const memory = await start();
    memory.rememberLane(LANE, generation(A, { succeeded: true }));
    memory.rememberRefresh(LANE, { number: 3, fingerprint: A }, { secret: C, nextAttemptAt: 7 });
    await memory.settled();
    const next = await start();
    expect(next.generation(LANE, A)).toMatchObject({ succeeded: true, refresh: { secret: C, nextAttemptAt: 7 } });
    next.rememberRefresh(LANE, { number: 3, fingerprint: A }, null);
    await next.settled();
    expect((await start()).generation(LANE, A)).toMatchObject({ succeeded: true, refresh: null });
  });
});

describe("desired state", () => {
  test("is the last that Lanekeeper said, whichever process heard it", async () => {
    const [first, second] = [await start(), await start()];
    first.rememberDesired(desired(7, { control: "paused" }), { [LANE]: null });
    await first.settled();
    second.rememberDesired(desired(6, {}), { [LANE]: null });
    await second.settled();
    expect((await start()).desired).toEqual(desired(7, { control: "paused" }));
    second.rememberDesired(desired(8, {}), { [LANE]: null });
    await second.settled();
    expect((await start()).desired).toEqual(desired(8, {}));
  });

  test("of an older version that is heard much later is that of a Lanekeeper restored from a backup", async () => {
    const first = await start();
    first.rememberDesired(desired(7, {}), {});
    await first.settled();
    const path = join(folder, "desired.json");
    const kept = JSON.parse(await readFile(path, "utf8")) as { heardAt: number };
    await writeFile(path, JSON.stringify({ ...kept, heardAt: kept.heardAt - 120_000 }));
    const second = await start();
    second.rememberDesired(desired(2, { control: "paused" }), {});
    await second.settled();
    expect((await start()).desired).toEqual(desired(2, { control: "paused" }));
  });

  test("keeps what was served when a lane was contained, though another process serves something else by now", async () => {
    const contained = { control: "contained", reference: "audit-1" } as const;
    const [first, second] = [await start(), await start()];
    first.rememberDesired(desired(7, contained), { [LANE]: A });
    await first.settled();
    second.rememberDesired(desired(8, contained), { [LANE]: B });
    await second.settled();
    expect((await start()).containedFingerprint(LANE)).toBe(A);
    second.rememberDesired(desired(9, { ...contained, reference: "audit-2" }), { [LANE]: B });
    await second.settled();
    expect((await start()).containedFingerprint(LANE)).toBe(B);
    second.rememberDesired(desired(10, {}), { [LANE]: null });
    await second.settled();
    expect((await start()).containedFingerprint(LANE)).toBeNull();
  });
});

test("what another installation wants of a server of the same name is nothing here", async () => {
  const there = await start(ELSEWHERE);
  there.rememberDesired(desired(70, { control: "paused" }), {});
  await there.settled();
  const here = await start();
  expect([here.desired, here.isKnown]).toEqual([null, false]);
  here.rememberDesired(desired(2, {}), {});
  await here.settled();
  expect((await start()).desired).toEqual(desired(2, {}));
});

describe("a file that is damaged", () => {
  test.each(["lanes.json", "desired.json"])("(%s) is set aside, said, and means that nothing is known", async (name) => {
    const memory = await start();
    expect(memory.isKnown).toBe(false);
    memory.rememberDesired(desired(7, {}), {});
    memory.rememberLane(LANE, generation(A));
    await memory.settled();
    expect((await start()).isKnown).toBe(true);
    await writeFile(join(folder, name), '{"half');
    expect((await start()).isKnown).toBe(false);
    expect(await readdir(folder)).toContain(name.replace(".json", ".aside.json"));
    expect(warned).toEqual([expect.stringContaining("set aside")]);
  });

  test("is not made worse by going on", async () => {
    await writeFile(join(folder, "lanes.json"), '{"half');
    const memory = await start();
    memory.rememberLane(LANE, generation(A, { verdict: REVOKED }));
    await memory.settled();
    expect((await start()).generation(LANE, A)).toMatchObject({ verdict: REVOKED });
    expect(await readFile(join(folder, "lanes.aside.json"), "utf8")).toBe('{"half');
  });
});

test("what is learnt after the end is not written", async () => {
  const memory = await start();
  memory.rememberLane(LANE, generation(A, { verdict: REVOKED }));
  await memory.close();
  memory.rememberLane(LANE, generation(B));
  await memory.settled();
  const next = await start();
  expect([next.generation(LANE, A)?.verdict, next.generation(LANE, B)]).toEqual([REVOKED, null]);
});

test("a folder that takes no file is said once, and everything goes on", async () => {
  await writeFile(join(folder, "a-file"), "");
  const memory = new Memory(join(folder, "a-file"), {
    debug() {},
    info() {},
    error() {},
    warn: (message) => warned.push(message),
  });
  await memory.load(HERE);
  memory.rememberLane(LANE, generation(A, { verdict: REVOKED }));
  memory.rememberLane(LANE, generation(B));
  await memory.settled();
  expect(memory.generation(LANE, A)).toMatchObject({ verdict: REVOKED });
  expect(warned.filter((message) => message.includes("cannot be kept"))).toHaveLength(1);
});
