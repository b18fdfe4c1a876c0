"use client";
import { commandStatus } from "#components/lane/command-status.ts";
import { commandHeadline } from "#components/lane/command-steps.ts";
import { commandWord, isContainment, requesterName } from "#components/lane/command-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { ListLink } from "#components/ui/list-link.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import { Time } from "#components/ui/time.tsx";
import type { CommandView } from "#lib/contract/command.ts";

export function CommandRow({ command }: { command: CommandView }) {
  const nowMs = useServerNow(15_000);
  const { word, tone } = commandStatus(command);
  return (
    <li className="grid gap-1 px-4 py-3 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={tone}>{word}</Badge>
        <span className="font-medium wrap-anywhere">
          {commandWord(command)}{" "}
          <ListLink href={`/lanes/${command.lane.id}`} className="hover:underline">
            {command.lane.name}
          </ListLink>
        </span>
        <span className="text-[13px] text-muted sm:ml-auto">
          {requesterName(command)} · <Time at={command.requested_at} />
        </span>
      </p>
      <p className="wrap-anywhere">{commandHeadline(command, nowMs)}</p>
      {!isContainment(command) && <p className="text-[13px] text-muted wrap-anywhere">{command.reason}</p>}
    </li>
  );
}
