import { Badge } from "#components/ui/badge.tsx";
import { formatClockSeconds, formatDay } from "#components/ui/format-instant.ts";
import type { Tone } from "#components/ui/tone.ts";
import type { AuditEntry } from "#lib/contract/audit.ts";

export const OUTCOME_TONES: Record<AuditEntry["outcome"], Tone> = { ok: "ok", refused: "warn", failed: "crit" };

/** One entry; the whole row opens its detail. */
export function AuditRow({ entry, onShow }: { entry: AuditEntry; onShow(entry: AuditEntry): void }) {
  const atMs = Date.parse(entry.at);
  const subject = entry.lane?.name ?? entry.server?.name;
  return (
    <li>
      <button
        type="button"
        onClick={() => onShow(entry)}
        className="grid w-full gap-x-4 gap-y-0.5 px-4 py-2.5 text-left text-sm hover:bg-hover md:grid-cols-[8.5rem_minmax(0,1fr)_minmax(8rem,19rem)_14rem] md:items-baseline"
      >
        <time dateTime={entry.at} className="text-[13px] whitespace-nowrap text-muted">
          {formatDay(atMs)} {formatClockSeconds(atMs)}
        </time>
        <span className="wrap-anywhere">
          {entry.summary} {entry.outcome !== "ok" && <Badge tone={OUTCOME_TONES[entry.outcome]}>{entry.outcome}</Badge>}
        </span>
        <span className="text-[13px] text-muted wrap-anywhere">{[entry.actor.name, subject].filter(Boolean).join(" → ")}</span>
        <code className="font-mono text-xs text-muted wrap-anywhere md:text-right">{entry.action}</code>
      </button>
    </li>
  );
}
