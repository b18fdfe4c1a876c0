import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { childEnvironment } from "#lib/env.ts";

const SOURCES = ["{app,components,lib,public}/**/*", "prisma/schema.prisma", "*.{ts,mjs}", "tsconfig.json", "package-lock.json"];
const NOT_BUILT = /^(lib\/(cli|demo|worker|db\/(generated|embedded))\/|next-env\.d\.ts$|(vitest|playwright|prisma)\.config\.ts$)/;
const MARK = join(".next", "built-from");

/** Next's command line program. */
export const nextProgram = (): string => createRequire(import.meta.url).resolve("next/dist/bin/next");

/** A digest of every file that the web application is made of. */
function hashSources(): string {
  const hash = createHash("sha256");
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replace(`${process.cwd()}/`, ""))
    .filter((path) => !NOT_BUILT.test(path));
  for (const path of files.sort()) hash.update(path).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

/** Whether the build that is there was made from this source. */
export const isBuilt = (): boolean =>
  existsSync(join(".next", "BUILD_ID")) && existsSync(MARK) && readFileSync(MARK, "utf8") === hashSources();

/** Builds the web application. Throws with what Next said where that fails. */
export async function buildWeb(): Promise<void> {
  const source = hashSources();
  const child = spawn(process.execPath, [nextProgram(), "build"], {
    env: childEnvironment({ NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`The build failed:\n${output.trimEnd()}`);
  writeFileSync(MARK, source);
}
