import { createHash } from "node:crypto";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runToEnd } from "./run-to-end.ts";

const SOURCE = join("lib", "mcp");
const SHIPPED = ["package.json", "README.md", "examples"];

/** The web application serves what is in it under `/downloads/`. */
const DOWNLOADS = join("public", "downloads");

/** Says which version is handed out, and what its digest is. */
export const SDK_DESCRIPTION = join(DOWNLOADS, "lanekeeper-mcp.json");

/**
 * Compiles the SDK together with the contract that it shares, and packs it for `npm install`: once under its version, which never
 * changes for whoever locks it, and once as `latest`. Returns the path of the first. Throws with what a step said.
 */
export async function packSdk(folder = DOWNLOADS): Promise<string> {
  const stage = mkdtempSync(join(tmpdir(), "lanekeeper-mcp-"));
  try {
    const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    const options = ["--project", join(SOURCE, "tsconfig.build.json"), "--outDir", join(stage, "dist")];
    await runToEnd(process.execPath, [compiler, ...options]);
    for (const name of SHIPPED) cpSync(join(SOURCE, name), join(stage, name), { recursive: true });
    cpSync("LICENSE", join(stage, "LICENSE"));
    await runToEnd("npm", ["pack", "--ignore-scripts"], { cwd: stage });
    const [packed = ""] = globSync("*.tgz", { cwd: stage });
    return handOut(readFileSync(join(stage, packed)), folder);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Puts the package and its description where others read them. */
function handOut(tarball: Buffer, folder: string): string {
  const { version } = JSON.parse(readFileSync(join(SOURCE, "package.json"), "utf8"));
  const file = `lanekeeper-mcp-${version}.tgz`;
  const sha256 = createHash("sha256").update(tarball).digest("hex");
  mkdirSync(folder, { recursive: true });
  place(tarball, join(folder, file));
  place(tarball, join(folder, "lanekeeper-mcp-latest.tgz"));
  place(`${JSON.stringify({ version, file, sha256 })}\n`, join(folder, "lanekeeper-mcp.json"));
  return join(folder, file);
}

/** Replaces a file, whole at any moment. */
function place(content: Buffer | string, target: string): void {
  writeFileSync(`${target}.new`, content);
  renameSync(`${target}.new`, target);
}
