import { readFileSync } from "node:fs";
import { join } from "node:path";
import { classifyAuthFailure } from "#lib/mcp/classify/classify-auth-failure.ts";
import type { ProviderResponse } from "#lib/mcp/classify/types.ts";
import type { Report } from "./support/report.ts";

const REPORTS = join(import.meta.dirname, "../mcp/classify/field-reports");
const KNOWLEDGE = { now: new Date(), expiresAt: new Date(Date.now() + 3_600_000), succeededBefore: true, ageS: 600 };
const WARM_UP_MS = 1_000;
const MEASURED_MS = 3_000;
/** What a server sends beside its body, so that looking for a header costs what it does in life. */
const USUAL_HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "cache-control": "no-store",
  "x-request-id": "f85dcf90-4638-4e75-952c-ef1551503d40",
  date: new Date().toUTCString(),
  vary: "Accept-Encoding",
};

/** Answers judged a second on one core: real refusals from public reports, bodies parsed, beside parsing these bodies alone. */
export async function classify(): Promise<Report> {
  const answers = readAnswers();
  const texts = answers.map(({ body }) => JSON.stringify(body));
  const judged = rate(answers, (answer) => classifyAuthFailure(answer, KNOWLEDGE));
  const parsed = rate(texts, (text) => JSON.parse(text));
  return {
    figures: {
      "different answers": answers.length,
      "classified answers/s": judged,
      "JSON.parse of the same bodies/s": parsed,
      "classified per parsed": judged / parsed,
    },
  };
}

function readAnswers(): ProviderResponse[] {
  const lines = ["issues.jsonl", "repositories.jsonl"].flatMap((file) =>
    readFileSync(join(REPORTS, file), "utf8").trim().split("\n"),
  );
  return lines
    .map((line) => JSON.parse(line))
    .filter(([, , body]) => typeof body === "object")
    .map(([provider, status, body, , beside = {}]) => {
      const headers = { ...USUAL_HEADERS, ...beside.headers };
      return { provider, endpoint: beside.endpoint ?? "api", status, headers, body };
    });
}

/** Items dealt with in a second, over and over, once the compiler has settled. */
function rate<Item>(items: readonly Item[], deal: (item: Item) => unknown): number {
  run(items, deal, WARM_UP_MS);
  return run(items, deal, MEASURED_MS);
}

/** By processor time, so that what else runs on the machine counts for little. */
function run<Item>(items: readonly Item[], deal: (item: Item) => unknown, forMs: number): number {
  let dealt = 0;
  let kept = 0;
  const startedAt = process.cpuUsage();
  let tookMs = 0;
  while (tookMs < forMs) {
    for (const item of items) if (deal(item) !== undefined) kept += 1;
    dealt += items.length;
    const { user, system } = process.cpuUsage(startedAt);
    tookMs = (user + system) / 1_000;
  }
  if (kept > dealt) throw new Error("more answers than questions");
  return (dealt / tookMs) * 1_000;
}
