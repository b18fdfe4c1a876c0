import { Badge } from "#components/ui/badge.tsx";
import { formatClockSeconds, formatDay } from "#components/ui/format-instant.ts";
import type { Tone } from "#components/ui/tone.ts";
import type { AuditEntry } from "#lib/contract/audit.ts";

export const OUTCOME_TONES: Record<AuditEntry["outcome"], Tone> = { ok: "ok", refused: "warn", failed: "crit" };

export const OUTCOME_WORDS: Record<AuditEntry["outcome"], string> = { ok: "OK", refused: "Refused", failed: "Failed" };

/** One entry; the whole row opens its detail. */
export function AuditRow({ entry, onShow }: { entry: AuditEntry; onShow(entry: AuditEntry): void }) {
  const atMs = Date.parse(entry.at);
  const subject = entry.lane?.name ?? entry.server?.name;
  return (
    <li>
      <button
        type="button"
        onClick={() => onShow(entry)}
        className="grid w-full grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-1 px-4 py-2.5 text-left text-sm hover:bg-hover lg:grid-cols-[8.5rem_minmax(0,1fr)_4.75rem_minmax(0,1fr)_13rem]"
      >
        <time dateTime={entry.at} className="text-[13px] whitespace-nowrap text-muted">
          {formatDay(atMs)} {formatClockSeconds(atMs)}
        </time>
        <span className="text-pretty wrap-anywhere max-lg:col-span-full max-lg:row-start-2">{entry.summary}</span>
        <span className="max-lg:col-start-2 max-lg:row-start-1">
          {entry.outcome !== "ok" && <Badge tone={OUTCOME_TONES[entry.outcome]}>{OUTCOME_WORDS[entry.outcome]}</Badge>}
        </span>
        <span className="text-[13px] text-muted wrap-anywhere max-lg:col-span-full">
          {entry.actor.name}
          {subject && <span className="whitespace-nowrap"> → {subject}</span>}
        </span>
        <code className="font-mono text-xs whitespace-nowrap text-muted max-lg:col-span-full lg:text-right">{entry.action}</code>
      </button>
    </li>
  );
}
