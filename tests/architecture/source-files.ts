import { globSync, readFileSync } from "node:fs";

export interface SourceFile {
  path: string;
  /** Without comments: a rule is about what runs. */
  code: string;
  text: string;
}

/** Every hand-written source file below these folders. Throws where there is none: a guard that sees nothing guards nothing. */
export function readSources(...folders: string[]): SourceFile[] {
  const paths = folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,mjs}`))
    .filter((path) => !path.startsWith("lib/db/generated/"));
  if (paths.length === 0) throw new Error(`no source files in ${folders.join(", ")}`);
  return paths.map((path) => {
    const text = readFileSync(path, "utf8");
    return { path, text, code: text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1") };
  });
}
