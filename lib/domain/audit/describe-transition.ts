import type { Control, Freshness, Health, TransitionCause } from "../vocabulary.ts";

interface Shown {
  health: Health;
  control: Control;
  freshness: Freshness;
  served?: { number: number } | null;
  findings?: readonly { condition: string; certainty: string | null }[];
  remark?: string;
}

const CAUSE: Record<TransitionCause, string> = { event: "by a report", clock: "by the clock", operator: "by an operator" };
const words = (value: string | null): string => (value ?? "unknown").replaceAll("_", " ");

/** One plain sentence for a change of a lane's view, naming only what changed. */
export function describeTransition(before: Shown | null, after: Shown, cause: TransitionCause): string {
  const changes = [
    before?.health !== after.health ? `health ${before ? `${words(before.health)} → ` : ""}${words(after.health)}` : null,
    before && before.control !== after.control ? `control ${before.control} → ${after.control}` : null,
    before && before.freshness !== after.freshness ? `freshness ${words(before.freshness)} → ${words(after.freshness)}` : null,
    before?.served && after.served && before.served.number !== after.served.number
      ? `generation ${before.served.number} → ${after.served.number}`
      : null,
    ...certaintyChanges(before, after),
  ].filter((change) => change !== null);
  const sentence = changes.length > 0 ? changes.join(", ") : "conditions changed";
  const remark = after.remark ? `: was ${words(after.remark)}` : "";
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)} ${CAUSE[cause]}${remark}`;
}

function certaintyChanges(before: Shown | null, after: Shown): string[] {
  return (after.findings ?? []).flatMap(({ condition, certainty }) => {
    const held = before?.findings?.find((finding) => finding.condition === condition);
    const isNews = held && held.certainty !== certainty && held.certainty !== null && certainty !== null;
    return isNews ? [`${words(condition)} ${held.certainty} → ${certainty}`] : [];
  });
}
