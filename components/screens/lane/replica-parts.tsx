import { targetStatus } from "#components/lane/command-status.ts";
import { commandWord } from "#components/lane/command-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { ACCORD_MARKS } from "#components/ui/condition-marks.ts";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import { MiddleEllipsis } from "#components/ui/middle-ellipsis.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ReplicaView } from "#lib/contract/lane.ts";
import type { RotationPhase } from "#lib/domain/vocabulary.ts";

interface PartProps {
  replica: ReplicaView;
}

const SKEW_SHOWN_MS = 30_000;

/** Name, process, and a clock that is wrong enough to matter. */
export function ReplicaName({ replica: { name, pid, clock_offset_ms } }: PartProps) {
  const offsetMs = clock_offset_ms ?? 0;
  return (
    <>
      <span className="font-mono text-[13px] wrap-anywhere">{name}</span>
      {pid !== null && <span className="block text-[13px] whitespace-nowrap text-muted">process {pid}</span>}
      {Math.abs(offsetMs) > SKEW_SHOWN_MS && <Badge tone="warn">Clock off by {Math.round(offsetMs / 1_000)} s</Badge>}
    </>
  );
}

/** The generation it serves, whether that is what the others serve, and what its store holds where that is told. */
export function ServedGeneration({ replica: { serving, store, behind, split } }: PartProps) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      {serving === null ? (
        <span className="text-muted">nothing</span>
      ) : (
        <span className="whitespace-nowrap">
          <span className="font-medium">v{serving.number}</span>{" "}
          <span className="text-muted">
            <MiddleEllipsis value={serving.fingerprint} keep={4} />
          </span>
        </span>
      )}
      {store?.version && <span className="text-[13px] whitespace-nowrap text-muted">store v{store.version}</span>}
      {behind && <MarkBadge mark={ACCORD_MARKS.behind} />}
      {split && <MarkBadge mark={ACCORD_MARKS.split} />}
    </span>
  );
}

export function LeaseEnd({ replica: { lease } }: PartProps) {
  if (lease === null) return <span className="text-muted">none</span>;
  if (lease.expires_at === null) return <span className="text-muted">not known</span>;
  return lease.expires_at === "never" ? <>never</> : <Time at={lease.expires_at} show="stacked" />;
}

/** What it is seen to obey, which a click alone never shows. */
export function ControlSeen({ replica: { control_confirmed, live } }: PartProps) {
  if (control_confirmed) return <>confirmed</>;
  return live ? (
    <Badge tone="info">Not yet confirmed</Badge>
  ) : (
    <span className="whitespace-nowrap text-muted">not confirmed</span>
  );
}

const PHASES: Record<RotationPhase, string> = { prepare: "prepare", adopt: "adopt", retire_old: "end the old one" };

/** How far it is with what the lane's newest command asks of it. */
export function CommandSeen({ replica: { command } }: PartProps) {
  if (command === null) return <span className="text-muted">none</span>;
  const { word, tone } = targetStatus(command.kind, command);
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {command.phase === null ? commandWord(command) : `${commandWord(command)}: ${PHASES[command.phase]}`}
      <Badge tone={tone}>{word}</Badge>
    </span>
  );
}

/** When it was heard last, and how far its clock is from Lanekeeper's. */
export function LastReport({ replica: { stopped_at, last_report_at, clock_offset_ms } }: PartProps) {
  if (stopped_at !== null)
    return (
      <span className="text-muted">
        stopped <Time at={stopped_at} />
      </span>
    );
  return (
    <>
      <Time at={last_report_at} />
      {clock_offset_ms !== null && (
        <span className="block text-[13px] whitespace-nowrap text-muted">clock {inSeconds(clock_offset_ms)}</span>
      )}
    </>
  );
}

/** "+0.4 s", with a minus of its own width; none where it is no tenth of a second. */
function inSeconds(offsetMs: number): string {
  const sign = Math.abs(offsetMs) < 50 ? "" : offsetMs < 0 ? "−" : "+";
  return `${sign}${(Math.abs(offsetMs) / 1_000).toFixed(1)} s`;
}
