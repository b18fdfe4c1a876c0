"use client";
import { commandStatus } from "#components/lane/command-status.ts";
import { CommandStepper } from "#components/lane/command-stepper.tsx";
import { commandHeadline, targetSentence, untilSentence } from "#components/lane/command-steps.ts";
import { commandTitle, isContainment, requesterName } from "#components/lane/command-words.ts";
import { RotationPhases } from "#components/lane/rotation-phases.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { plural } from "#components/ui/plural.ts";
import { useServerNow } from "#components/ui/server-clock.ts";
import { Time } from "#components/ui/time.tsx";
import type { CommandView } from "#lib/contract/command.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { inWords } from "#lib/domain/lane/words.ts";
import { pinnedCommand } from "./pinned-command.ts";
import { useCancelCommand, useLatestCommand } from "./queries.ts";

/** The command under way, or the last outcome while it is news. It is read from the server, so a reload loses nothing. */
export function CommandPin({ lane }: { lane: LaneDetail }) {
  const nowMs = useServerNow();
  const latest = useLatestCommand(lane.id);
  const command = pinnedCommand(lane.command, latest.data ?? null, nowMs);
  if (command === null) return null;
  const { word, tone } = commandStatus(command);
  return (
    <Card aria-labelledby="command" className="grid gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="command" className="text-sm font-semibold">
          {commandTitle(command)}
        </h2>
        <Badge tone={tone}>{word}</Badge>
        <p className="text-[13px] text-muted">
          {isContainment(command) ? (
            <Time at={command.requested_at} />
          ) : (
            <>
              {requesterName(command)} · <Time at={command.requested_at} /> · {command.reason}
            </>
          )}
        </p>
        {command.kind === "rotate" && command.status === "queued" && <CancelButton command={command} laneId={lane.id} />}
      </div>
      <CommandStepper command={command} />
      <RotationPhases command={command} />
      <p aria-live="polite" className="text-sm">
        {[commandHeadline(command, nowMs), untilSentence(command)].filter(Boolean).join(" ")}
      </p>
      <Targets command={command} />
    </Card>
  );
}

function CancelButton({ command, laneId }: { command: CommandView; laneId: string }) {
  const cancel = useCancelCommand(laneId);
  return (
    <Button size="small" className="ml-auto" disabled={cancel.isPending} onClick={() => cancel.mutate(command.id)}>
      {cancel.isPending ? "Cancelling…" : "Cancel it"}
    </Button>
  );
}

function Targets({ command }: { command: CommandView }) {
  if (command.targets.length === 0) return null;
  const replicas = new Set(command.targets.map((target) => target.replica)).size;
  return (
    <details className="text-sm">
      <summary className="w-fit text-[13px] text-muted">
        {plural(replicas, "replica")} · reference <code className="font-mono text-xs">{command.id.slice(0, 8)}</code>
      </summary>
      <ul className="mt-2 grid gap-1.5">
        {command.targets.map((target) => (
          <li key={`${target.replica}-${target.phase}`} className="flex flex-wrap gap-x-3">
            <span className="font-mono text-[13px]">{target.replica}</span>
            <span className="text-muted">{targetSentence(command, target)}</span>
            {target.detail && <span className="text-pretty wrap-anywhere">{inWords(target.detail)}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
