import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { childEnvironment } from "#lib/env.ts";
import { packSdk, SDK_DESCRIPTION } from "./pack-sdk.ts";
import { runToEnd } from "./run-to-end.ts";

const SOURCES = ["{app,components,lib,public}/**/*", "prisma/schema.prisma", "*.{ts,mjs}", "tsconfig.json", "package-lock.json"];
const NOT_BUILT =
  /^(lib\/(cli|demo|worker|db\/(generated|embedded))\/|public\/downloads\/|next-env\.d\.ts$|(vitest|playwright|prisma)\.config\.ts$)/;
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
  [join(".next", "BUILD_ID"), MARK, SDK_DESCRIPTION].every((file) => existsSync(file)) &&
  readFileSync(MARK, "utf8") === hashSources();

/** Builds the web application and the SDK that it hands out. Throws with what failed as the cause. */
export async function buildWeb(): Promise<void> {
  const source = hashSources();
  const env = childEnvironment({ NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" });
  try {
    await packSdk();
    await runToEnd(process.execPath, [nextProgram(), "build"], { env });
  } catch (error) {
    throw new Error("The build failed:", { cause: error });
  }
  writeFileSync(MARK, source);
}
