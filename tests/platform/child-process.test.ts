import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startChild } from "#lib/cli/supervise/child-process.ts";
import { runScript } from "#tests/support/running-script.ts";

const OBSTINATE = "tests/support/obstinate.mjs";
let folder: string;
let logFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanekeeper-child-"));
  logFile = join(folder, "child.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const log = (): string => readFileSync(logFile, "utf8");
const pidInLog = (): Promise<number> =>
  vi.waitFor(() => Number(/pid (\d+)/.exec(log())?.[1] ?? expect.fail("no pid yet")), 10_000);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

it("writes what a child says to a file of its own, for its owner's eyes", async () => {
  const child = await startChild({ name: "child", script: [OBSTINATE, "--polite"], environment: {}, logFile });
  await pidInLog();
  await child.stop();
  expect(await child.exited).toBe(0);
  expect(log()).toContain("told to stop");
  expect(statSync(logFile).mode & 0o777).toBe(0o600);
});

it("kills a child that does not stop when told to", async () => {
  const child = await startChild({ name: "child", script: [OBSTINATE], environment: {}, logFile, patienceMs: 300 });
  await pidInLog();
  await child.stop();
  expect(await child.exited).toBe("SIGKILL");
});

it("says with its last lines why a child did not start", async () => {
  const whenReady = () => new Promise<void>(() => undefined);
  const start = startChild({ name: "web", script: ["no-such-script.mjs"], environment: {}, logFile, whenReady });
  await expect(start).rejects.toThrow(/The web ended at its start \(1\):[\s\S]*Cannot find module/);
});

it("ends with its supervisor, even one that was killed", async () => {
  const supervisor = runScript(["tests/support/supervise-child.ts", OBSTINATE, logFile]);
  await supervisor.line(/started/);
  const pid = await pidInLog();
  supervisor.process.kill("SIGKILL");
  await supervisor.ended;
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 15_000);
  expect(log()).toContain("told to stop");
});
