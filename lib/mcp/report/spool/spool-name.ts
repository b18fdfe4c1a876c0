/**
 * Files of the spools in a server's folder, each named by the boot that wrote it. A move from one name to the next is atomic, so of
 * several processes that want a file one gets it.
 */
export type SpoolName =
  /** Of a process that runs, or was killed. */
  | { kind: "own"; boot: string }
  /** Of one that stopped before it could send everything. */
  | { kind: "left"; boot: string }
  /** Being taken over by another one. */
  | { kind: "taken"; boot: string; by: string };

const NAME = /^spool-([0-9a-f]+)(?:\.(left)|\.taken-([0-9a-f]+))?\.jsonl$/;

export function spoolFile(name: SpoolName): string {
  const suffix = { own: "", left: ".left", taken: name.kind === "taken" ? `.taken-${name.by}` : "" }[name.kind];
  return `spool-${name.boot}${suffix}.jsonl`;
}

/** Null for a file that is no spool, or was set aside. */
export function parseSpoolFile(file: string): SpoolName | null {
  const [, boot, left, by] = NAME.exec(file) ?? [];
  if (boot === undefined) return null;
  if (by !== undefined) return { kind: "taken", boot, by };
  return { kind: left === undefined ? "own" : "left", boot };
}

/** Where a file goes that cannot be read: nobody takes it, and a person may look at it. */
export const asideOf = (file: string): string => file.replace(/\.jsonl$/, ".aside.jsonl");

/** Where a file is written anew before it takes the old one's place. */
export const draftOf = (file: string): string => `${file}.draft`;
