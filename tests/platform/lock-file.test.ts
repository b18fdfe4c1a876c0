import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Locked = {
  resolved?: string;
  integrity?: string;
  optional?: boolean;
  os?: string[];
  cpu?: string | string[];
  libc?: string[];
};
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Locked> };
const locked = Object.entries(packages).filter(([path]) => path !== "");

/** Whether npm installs it on the machines that Lanekeeper runs on. */
function isForLinux({ os = ["linux"], cpu = ["x64", "arm64"], libc = ["glibc"] }: Locked): boolean {
  return os.includes("linux") && libc.includes("glibc") && [cpu].flat().some((name) => name === "x64" || name === "arm64");
}

test("everything that is installed here is held to a digest", () => {
  expect(locked.length).toBeGreaterThan(500);
  expect(locked.filter(([, entry]) => isForLinux(entry) && !entry.integrity).map(([path]) => path)).toEqual([]);
});

test("what has no digest is an optional build for another platform", () => {
  const without = locked.filter(([, entry]) => !entry.integrity);
  expect(without.filter(([, { optional, os, cpu }]) => !optional || !(os ?? cpu)).map(([path]) => path)).toEqual([]);
});

test("no entry names an address: it is installed from whatever registry npm is told to use", () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
});
