import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Writes Prisma's client where it is missing or older than the schema, as after `npm ci --ignore-scripts`. */
export function generateClient() {
  const client = join(root, "lib/db/generated/client.ts");
  const schema = join(root, "prisma/schema.prisma");
  if (existsSync(client) && statSync(client).mtimeMs >= statSync(schema).mtimeMs) return;
  const prisma = createRequire(import.meta.url).resolve("prisma/package.json");
  const made = spawnSync(process.execPath, [join(dirname(prisma), "build/index.js"), "generate"], {
    cwd: root,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`prisma generate failed:\n${made.stdout}${made.stderr}`);
}
