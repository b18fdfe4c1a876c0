import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const manifest = createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json");

/** Runs the official suite against a server; what each of its checks came to, by scenario and check. */
export async function runConformance(url: string): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "lanekeeper-conformance-"));
  try {
    const args = [join(dirname(manifest), "dist", "index.js"), "server", "--suite", "all", "--url", url, "--output-dir", folder];
    const suite = spawn(process.execPath, args, { stdio: "ignore" });
    await new Promise((resolve) => suite.once("close", resolve));
    const results: Record<string, string> = {};
    for (const run of (await readdir(folder)).sort()) {
      const checks = JSON.parse(await readFile(join(folder, run, "checks.json"), "utf8")) as { id: string; status: string }[];
      const scenario = run.replace(/^server-|-\d{4}-.*$/g, "");
      for (const { id, status } of checks) results[`${scenario}: ${id}`] = status;
    }
    return results;
  } finally {
    await rm(folder, { recursive: true });
  }
}
