import type { Inject, LaneConfig } from "./schema.ts";

/** How the wrapped server is reached. */
export type Mode = "stdio" | "http";

interface Conflict {
  path: (string | number)[];
  problem: string;
}

/** What no single key shows: lanes that are not told apart, and ways of injecting that this kind of server cannot take. */
export function conflictsOf(lanes: readonly LaneConfig[], mode: Mode): Conflict[] {
  const conflicts: Conflict[] = [];
  const names = new Set<string>();
  const tools = new Map<string, string>();
  let rest: string | null = null;
  for (const [place, lane] of lanes.entries()) {
    const at = (...path: (string | number)[]) => ["lanes", place, ...path];
    if (names.has(lane.name)) conflicts.push({ path: at("name"), problem: "must differ from the names of the lanes before it" });
    names.add(lane.name);
    if (!fits(lane.inject, mode)) conflicts.push({ path: at("inject"), problem: WAYS[mode] });
    for (const [number, { tool }] of (lane.routes ?? []).entries()) {
      const other = tools.get(tool);
      if (other !== undefined)
        conflicts.push({ path: at("routes", number, "tool"), problem: `is powered by lane ${other} already` });
      tools.set(tool, lane.name);
    }
    if (lane.routes) continue;
    if (rest !== null) conflicts.push({ path: at("name"), problem: `needs routes: lane ${rest} powers everything else already` });
    rest = lane.name;
  }
  return conflicts;
}

const WAYS: Readonly<Record<Mode, string>> = {
  stdio: "must be { env: NAME } or { file: /path }: a header needs --http",
  http: "must be { header: NAME }: with --http the server runs elsewhere, and takes neither variable nor file",
};

const fits = ({ header }: Inject, mode: Mode): boolean => (header !== undefined) === (mode === "http");
