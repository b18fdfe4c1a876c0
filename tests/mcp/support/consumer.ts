import { existsSync, globSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { packSdk } from "#lib/cli/supervise/pack-sdk.ts";
import { runToEnd } from "#lib/cli/supervise/run-to-end.ts";
import { childEnvironment } from "#lib/env.ts";
import { startNpmRegistry } from "./npm-registry.ts";

const MODULES = resolve("node_modules");
const QUIETLY = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"];

/** A folder of somebody else, and where they install from. */
export interface Consumer {
  folder: string;
  /** Address that serves the packed SDK under `/downloads/`. */
  downloads: string;
  /** Variables with which npm installs from what is here. */
  environment: NodeJS.ProcessEnv;
  /** File name of the packed SDK. */
  tarball: string;
  install(...packages: string[]): Promise<void>;
  /** Lends the folder packages that it has besides the SDK. */
  lend(...names: string[]): Promise<void>;
  write(files: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}

export async function startConsumer(): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), "lanekeeper-consumer-"));
  const packed = await mkdtemp(join(tmpdir(), "lanekeeper-packed-"));
  const tarball = basename(await packSdk(packed));
  const registry = await startNpmRegistry((source) => packPackage(source, packed), packed);
  const environment = { ...childEnvironment({}), npm_config_registry: registry.url, npm_config_cache: join(packed, "cache") };
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  return {
    folder,
    downloads: registry.url,
    environment,
    tarball,
    install: async (...packages) => {
      await runToEnd("npm", ["install", ...QUIETLY, ...packages], { cwd: folder, env: environment });
    },
    async lend(...names) {
      for (const name of names) {
        const place = join(folder, "node_modules", name);
        await mkdir(dirname(place), { recursive: true });
        if (!existsSync(place)) await symlink(join(MODULES, name), place, "junction");
      }
    },
    async write(files) {
      for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
    },
    async close() {
      await registry.close();
      for (const place of [folder, packed]) await rm(place, { recursive: true, force: true });
    },
  };
}

/** Packs an installed package as its author has published it. */
async function packPackage(source: string, scratch: string): Promise<Buffer> {
  const into = await mkdtemp(join(scratch, "pack-"));
  await runToEnd("npm", ["pack", ...QUIETLY, "--pack-destination", into, resolve(source)], { cwd: into });
  const [tarball = ""] = globSync("*.tgz", { cwd: into });
  return readFile(join(into, tarball));
}
