import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFile } from "#lib/mcp/file-lock.ts";
import { ownIdentity, type ProcessIdentity } from "#lib/mcp/process-identity.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-lock-"));
  path = join(folder, "grant.json.lock");
});
afterEach(() => rm(folder, { recursive: true }));

const heldBy = (holder: Partial<ProcessIdentity>) =>
  writeFile(path, JSON.stringify({ token: "theirs", ...ownIdentity(), ...holder }));
const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

test("one holds it, the other waits until it is given back, and nothing is left behind", async () => {
  const first = await lockFile(path, 0);
  expect(await lockFile(path, 0)).toBeNull();
  const waiting = lockFile(path, 5_000);
  await first?.release();
  const second = await waiting;
  expect(second).not.toBeNull();
  await second?.release();
  expect(await readdir(folder)).toEqual([]);
});

test("of many at once, one at a time is inside", async () => {
  let inside = 0;
  let most = 0;
  const visits = Array.from({ length: 30 }, async () => {
    const lock = await lockFile(path, 30_000);
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside -= 1;
    await lock?.release();
    return lock !== null;
  });
  expect(await Promise.all(visits)).not.toContain(false);
  expect(most).toBe(1);
});

test("a dead process's lock is taken over, by one only", async () => {
  await heldBy({ pid: deadPid() });
  const locks = await Promise.all(Array.from({ length: 10 }, () => lockFile(path, 0)));
  expect(locks.filter((lock) => lock !== null).length).toBeLessThanOrEqual(1);
  expect(locks.some((lock) => lock !== null) || (await lockFile(path, 1_000)) !== null).toBe(true);
});

test("a living process's lock is not", async () => {
  await heldBy({});
  expect(await lockFile(path, 200)).toBeNull();
});

test("a dead process's lock is taken over though another process has its number now", async () => {
  await heldBy({ started: "1" });
  expect(await lockFile(path, 1_000)).not.toBeNull();
});

test("a living process's lock is kept however long it holds it", async () => {
  await heldBy({});
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(path, longAgo, longAgo);
  expect(await lockFile(path, 200)).toBeNull();
});

test("the lock of another machine is, once it is a minute old", async () => {
  await heldBy({ pid: 1, host: "another-machine" });
  expect(await lockFile(path, 100)).toBeNull();
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(path, longAgo, longAgo);
  expect(await lockFile(path, 1_000)).not.toBeNull();
});

test("a late release takes nobody else's lock away", async () => {
  const first = await lockFile(path, 0);
  await heldBy({});
  await first?.release();
  expect(await lockFile(path, 0)).toBeNull();
});

test("a folder that does not exist is an error, not a wait", async () => {
  await expect(lockFile(join(folder, "none", "x.lock"), 1_000)).rejects.toThrow("ENOENT");
});
