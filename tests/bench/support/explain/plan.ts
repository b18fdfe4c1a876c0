/** What `EXPLAIN (FORMAT JSON)` says of one step of a plan; the fields that are read here. */
export interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  "Actual Rows"?: number;
  "Rows Removed by Filter"?: number;
  "Actual Loops"?: number;
  "Actual Total Time"?: number;
  "Plan Rows": number;
  "Total Cost": number;
  "Shared Hit Blocks"?: number;
  "Shared Read Blocks"?: number;
  Plans?: PlanNode[];
}

/** One statement as the product sent it, and how Postgres carries it out. */
export interface ExplainedStatement {
  text: string;
  plan: PlanNode;
  /** Milliseconds of planning, and of running it where it was run. */
  planningMs: number;
  executionMs: number | null;
}

/** A plan's steps, the outer before the inner. */
export function* stepsOf(node: PlanNode, depth = 0): Generator<{ node: PlanNode; depth: number }> {
  yield { node, depth };
  for (const inner of node.Plans ?? []) yield* stepsOf(inner, depth + 1);
}

/** Tables that a plan reads from the first row to the last, of those that grow with use and are of some size. Partitions go by the table's name. */
export function scannedTables({ plan }: ExplainedStatement, atLeastRows = 0): string[] {
  const scans = [...stepsOf(plan)].map(({ node }) => node).filter((node) => node["Node Type"] === "Seq Scan");
  const scanned = scans.filter((node) => rowsRead(node) >= atLeastRows).map(tableOf);
  return [...new Set(scanned)].filter((table) => GROWING.has(table));
}

const rowsRead = (node: PlanNode): number =>
  ((node["Actual Rows"] ?? node["Plan Rows"]) + (node["Rows Removed by Filter"] ?? 0)) * (node["Actual Loops"] ?? 1);

const tableOf = (node: PlanNode): string => (node["Relation Name"] ?? "").replace(/^(event|transition|action)_\d{6}.*$/, "$1");

/** How many partitions of a table of history a plan looks at: days of events, months of the others. */
export function countPartitions({ plan }: ExplainedStatement, table: "event" | "transition" | "action"): number {
  const partitions = [...stepsOf(plan)].flatMap(({ node }) => (tableOf(node) === table ? [node["Relation Name"]] : []));
  return new Set(partitions).size;
}

const GROWING: ReadonlySet<string> = new Set([
  "event",
  "transition",
  "action",
  "lane",
  "generation",
  "alert",
  "command",
  "outbox",
]);

/** A plan as people read it, one step a line. */
export function inWords({ plan }: ExplainedStatement): string {
  const lines = [...stepsOf(plan)].map(({ node, depth }) => {
    const on = [node["Relation Name"], node["Index Name"]].filter(Boolean).join(" by ");
    const rows =
      node["Actual Rows"] === undefined ? `~${node["Plan Rows"]}` : `${node["Actual Rows"] * (node["Actual Loops"] ?? 1)}`;
    const took = node["Actual Total Time"] === undefined ? "" : `  ${node["Actual Total Time"].toFixed(2)} ms`;
    return `${"  ".repeat(depth)}${node["Node Type"]}${on === "" ? "" : ` on ${on}`}  ${rows} rows${took}${condition(node)}`;
  });
  return lines.join("\n");
}

const condition = (node: PlanNode): string => (node["Index Cond"] === undefined ? "" : `  ${node["Index Cond"].slice(0, 120)}`);
