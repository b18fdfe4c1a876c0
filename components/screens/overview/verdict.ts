import { formatDuration } from "#components/ui/format-duration.ts";
import { plural } from "#components/ui/plural.ts";
import type { Summary } from "#lib/contract/summary.ts";
import { CONDITIONS } from "#lib/domain/vocabulary.ts";
import { type Cause, causeMark, causeOf } from "./cause.ts";

export interface Verdict {
  /** First heading and title of the tab. */
  sentence: string;
  /** What comes next by the clock, or null where nothing does. */
  next: string | null;
  kind: "no_servers" | "no_lanes" | "needs_you" | "all_healthy" | "quiet";
}

const CAUSE_ORDER: readonly Cause[] = [...CONDITIONS, "contained", "silent", "unknown"];
const QUIET_ORDER = ["scope_narrowed", "rate_limited", "expiring", "rotation_due", "unknown_expiry", "unknown"] as const;

const WHAT = { refresh: "refresh", expiry: "expiry", refusal: "forced refresh", warning: "warning" } as const;

function listCauses(causes: readonly Cause[]): string {
  return CAUSE_ORDER.map((cause) => ({ cause, count: causes.filter((each) => each === cause).length }))
    .filter(({ count }) => count > 0)
    .map(({ cause, count }) => `${count} ${causeMark(cause).word.toLowerCase()}`)
    .join(", ");
}

function needsYouSentence({ needs_you, needs_you_total }: Summary): string {
  const causes = listCauses(needs_you.map(causeOf));
  const verb = needs_you_total === 1 ? "needs" : "need";
  const among = needs_you_total > needs_you.length ? "among them " : "";
  return `${plural(needs_you_total, "lane")} ${verb} you: ${among}${causes}`;
}

function quietSentence({ lanes, counts }: Summary): string {
  const others = QUIET_ORDER.map((cause) => ({ cause, count: counts[cause] }))
    .filter(({ count }) => count > 0)
    .map(({ cause, count }) => `${count} ${causeMark(cause).word.toLowerCase()}`);
  return [`Nothing needs you. ${counts.healthy} of ${plural(lanes, "lane")} healthy`, ...others].join(", ");
}

function nextSentence({ next }: Summary, nowMs: number): string | null {
  if (next === null) return null;
  const inMs = Date.parse(next.at) - nowMs;
  return inMs <= 0
    ? `${next.lane}: ${WHAT[next.what]} is due now`
    : `Next ${WHAT[next.what]} in ${formatDuration(inMs)} (${next.lane})`;
}

/** The one sentence an operator reads first. `nowMs` is the server's time. */
export function verdict(summary: Summary, nowMs: number): Verdict {
  const next = nextSentence(summary, nowMs);
  if (summary.servers === 0) return { kind: "no_servers", sentence: "Connect your first MCP server", next };
  if (summary.lanes === 0) return { kind: "no_lanes", sentence: "Waiting for the first report", next };
  if (summary.needs_you_total > 0) return { kind: "needs_you", sentence: needsYouSentence(summary), next };
  if (summary.counts.healthy < summary.lanes) return { kind: "quiet", sentence: quietSentence(summary), next };
  const sentence = summary.lanes === 1 ? "The one lane is healthy" : `All ${summary.lanes} lanes healthy`;
  return { kind: "all_healthy", sentence, next };
}
