import { formatDuration } from "#components/ui/format-duration.ts";
import { formatInstant } from "#components/ui/format-instant.ts";
import { endOf, type PolicyLane, type PolicySpan, spanValue, startOf } from "./policy-values.ts";

/** What a value would mean for the credential that serves now, e.g. "Warns from 02:42 UTC."; `override_s` as in `spanValue`. */
export function previewOf(lane: PolicyLane, span: PolicySpan, override_s: number | null, nowMs: number): string {
  const { ms } = spanValue(lane, span, override_s);
  if (span === "rotate_after_s") return previewOfAge(lane, ms, nowMs);
  const endsAt = endOf(lane);
  if (endsAt === null || ms === null)
    return lane.expires_at === "never"
      ? "This credential never ends: nothing to count to."
      : "Its end is not known: nothing to count to.";
  if (span === "warning_s" && lane.refreshes_itself) return "This lane refreshes itself: the minutes left do not alert.";
  if (nowMs >= endsAt) return "This credential is past its end: it holds for the next one.";
  const startsAt = startOf(lane);
  if (startsAt !== null && ms > endsAt - startsAt)
    return `Longer than this credential lives (${formatDuration(endsAt - startsAt)}): it would never be free of it.`;
  const does = span === "warning_s" ? "Warns" : "Refuses to start";
  const fromMs = endsAt - ms;
  return fromMs <= nowMs ? `${does} at once: that moment has passed.` : `${does} from ${formatInstant(fromMs, nowMs)}.`;
}

function previewOfAge(lane: PolicyLane, ms: number | null, nowMs: number): string {
  if (lane.expires_at !== "never") return "No effect now: only a key that never ends is counted.";
  const startsAt = startOf(lane);
  if (startsAt === null || ms === null) return "Counts from when a credential is first seen.";
  const dueAt = startsAt + ms;
  return dueAt <= nowMs ? "Due at once: this key is older." : `Due ${formatInstant(dueAt, nowMs)}.`;
}

/** Said where the refusal would come before the warning, else null. */
export function orderWarning(lane: PolicyLane, warning_s: number | null, refusal_s: number | null): string | null {
  const warning = spanValue(lane, "warning_s", warning_s).ms;
  const refusal = spanValue(lane, "refusal_s", refusal_s).ms;
  if (warning === null || refusal === null || refusal < warning || lane.refreshes_itself) return null;
  return "It would refuse to start before anybody is warned. Make the warning longer than the refusal.";
}
