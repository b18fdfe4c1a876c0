import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { childEnvironment } from "#lib/env.ts";

interface Kept {
  name: string;
  figures: Record<string, number>;
}

/** Runs benches in a size that says nothing of speed; returns what each kept. */
async function runBenches(...args: string[]): Promise<Kept[]> {
  const child = spawn(process.execPath, ["tests/bench/main.ts", ...args], { env: childEnvironment() });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect(errors).toBe("");
  expect(child.exitCode, output).toBe(0);
  const files = [...output.matchAll(/^Kept in (.*)$/gm)].map(([, file]) => file ?? "");
  return files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Kept);
}

it("every transition that falls due is measured, with one worker and with two", async () => {
  const [clock] = await runBenches("clock", "--lanes", "200", "--workers", "1,2");
  expect(clock?.figures).toMatchObject({ "1 worker: transitions": 200, "2 workers: transitions": 200 });
  expect(clock?.figures["1 worker: worst ms"]).toBeGreaterThan(0);
}, 120_000);

it("growth and soak run from end to end and tell their figures", async () => {
  const [growth, soak] = await runBenches("growth", "soak", "--lanes", "50", "--events", "2000", "--minutes", "0.05");
  for (const name of ["full per empty, ingest", "full per empty, lane page p95", "full: timeline p95"])
    expect(
      Object.keys(growth?.figures ?? {}).some((figure) => figure.startsWith(name)),
      name,
    ).toBe(true);
  expect(soak?.figures["soaked events/s"]).toBeGreaterThan(0);
  expect(soak?.figures["web RSS at the end MB"]).toBeGreaterThan(10);
  expect(soak?.figures["worker RSS at the end MB"]).toBeGreaterThan(10);
}, 180_000);
