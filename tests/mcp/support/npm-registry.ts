import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Answer, type LoopbackServer, serveLoopback } from "#lib/demo/upstream/serve-loopback.ts";

const TARBALL = /^\/-\/tarballs\/(.+)\.tgz$/;

/**
 * A registry on loopback that knows what is installed in this repository, and packs it when it is asked for; below `/downloads/` it
 * serves `downloads`, a folder, as Lanekeeper does. With it npm installs for real and needs no network.
 */
export async function startNpmRegistry(pack: (folder: string) => Promise<Buffer>, downloads: string): Promise<LoopbackServer> {
  const server: LoopbackServer = await serveLoopback(async ({ path }): Promise<Answer> => {
    if (path.startsWith("/downloads/")) return file(await readFile(join(downloads, path.slice("/downloads/".length))));
    const asked = TARBALL.exec(path)?.[1];
    if (asked !== undefined) return file(await pack(installed(decodeURIComponent(asked))));
    return { status: 200, body: await listing(decodeURIComponent(path.slice(1)), server.url) };
  });
  return server;
}

const installed = (name: string): string => join("node_modules", name);

const file = (body: Buffer): Answer => ({ status: 200, headers: { "Content-Type": "application/gzip" }, body });

/** A package as a registry tells of it, with the one version that is here. */
async function listing(name: string, url: string): Promise<object> {
  const { version, dependencies, engines, bin } = JSON.parse(await readFile(join(installed(name), "package.json"), "utf8"));
  const dist = { tarball: `${url}/-/tarballs/${encodeURIComponent(name)}.tgz` };
  return { name, "dist-tags": { latest: version }, versions: { [version]: { name, version, dependencies, engines, bin, dist } } };
}
