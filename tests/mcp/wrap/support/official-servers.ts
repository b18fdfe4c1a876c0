import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const within = (name: string, file: string) => join(dirname(require.resolve(`${name}/package.json`)), file);

/** Servers as their makers publish them. */
export const EVERYTHING = [process.execPath, within("@modelcontextprotocol/server-everything", "dist/index.js"), "stdio"];
export const filesystem = (folder: string) => [
  process.execPath,
  within("@modelcontextprotocol/server-filesystem", "dist/index.js"),
  folder,
];
