import { copyFileSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { runToEnd } from "./run-to-end.ts";

const SOURCE = join("lib", "mcp");

/** The web application serves it as `/downloads/lanekeeper-mcp.tgz`. */
export const SDK_TARBALL = join("public", "downloads", "lanekeeper-mcp.tgz");

/** Compiles the SDK together with the contract that it shares, and packs it for `npm install`. Throws with what a step said. */
export async function packSdk(tarball = SDK_TARBALL): Promise<void> {
  const stage = mkdtempSync(join(tmpdir(), "lanekeeper-mcp-"));
  try {
    const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    const options = ["--project", join(SOURCE, "tsconfig.build.json"), "--outDir", join(stage, "dist")];
    await runToEnd(process.execPath, [compiler, ...options]);
    for (const file of ["LICENSE", join(SOURCE, "package.json"), join(SOURCE, "README.md")]) {
      copyFileSync(file, join(stage, basename(file)));
    }
    await runToEnd("npm", ["pack", "--ignore-scripts"], { cwd: stage });
    const [packed = ""] = globSync("*.tgz", { cwd: stage });
    place(join(stage, packed), resolve(tarball));
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Puts a file where others read it, whole at any moment. */
function place(file: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(file, `${target}.new`);
  renameSync(`${target}.new`, target);
}
