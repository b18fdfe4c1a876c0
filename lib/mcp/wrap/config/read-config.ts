import { type Document, isMap, isNode, LineCounter, parseDocument } from "yaml";
import * as z from "zod/mini";
import { conflictsOf, type Mode } from "./conflicts.ts";
import { type WrapConfig, wrapConfig } from "./schema.ts";

/** What is wrong with a configuration: one line each, with file, line, key and what would be right. Never what it holds. */
class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "ConfigError";
  }
}

/** Keys whose rule is shared with the wire and has no words of its own. */
const WORDS: Readonly<Record<string, string>> = {
  server: "must be the server's name in Lanekeeper: lower-case letters, digits and dashes",
  name: "must be a name of letters, digits, dots and dashes",
  tool: "must be the name of a tool",
  side_effect: "must be read, write or destructive",
};
const { localeError } = z.locales.en();

/** Reads the text of `lanekeeper.yaml`. Throws a `ConfigError` that names every mistake. */
export function readConfig(text: string, file: string, mode: Mode): WrapConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map(({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: not YAML: ${message}`),
    );
  }
  const result = wrapConfig.safeParse(document.toJS() ?? {});
  if (!result.success) throw new ConfigError(result.error.issues.flatMap((issue) => describe(issue, document, lines, file)));
  const conflicts = conflictsOf(result.data.lanes, mode);
  if (conflicts.length === 0) return result.data;
  throw new ConfigError(
    conflicts.map(({ path, problem }) => `${file}:${lineOf(document, lines, path)}: ${nameOf(path)} ${problem}`),
  );
}

function describe(issue: z.core.$ZodIssue, document: Document, lines: LineCounter, file: string): string[] {
  const keys = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return keys.map((path) => `${file}:${lineOf(document, lines, path)}: ${nameOf(path)} ${wordsOf(issue, path)}`);
}

function wordsOf(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): string {
  if (issue.message !== "Invalid input") return issue.message;
  const known = WORDS[String(path.at(-1))];
  if (known) return known;
  const words = localeError(issue as z.core.$ZodRawIssue);
  return `is not right: ${typeof words === "string" ? words : (words?.message ?? issue.message)}`;
}

const nameOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, key) => (typeof key === "number" ? `${name}[${key}]` : `${name ? `${name}.` : ""}${String(key)}`),
    "",
  ) || "the document";

/** The line of a key; where it is missing, the line of what should hold it. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const holder = document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(holder) ? holder.items.find(({ key }) => String(key) === String(path[length - 1])) : null;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
