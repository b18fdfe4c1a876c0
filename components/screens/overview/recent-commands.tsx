"use client";
import { commandStatus } from "#components/lane/command-status.ts";
import { commandTitle, isContainment, requesterName } from "#components/lane/command-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { ListLink } from "#components/ui/list-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CommandView } from "#lib/contract/command.ts";

/** What operators asked for lately and what became of it, whoever asked. */
export function RecentCommands({ commands }: { commands: CommandView[] }) {
  if (commands.length === 0) return null;
  return (
    <Card aria-labelledby="commands">
      <CardHeader title="Recent commands" titleId="commands" />
      <ul className="divide-y divide-line">
        {commands.map((command) => (
          <RecentCommand key={command.id} command={command} />
        ))}
      </ul>
    </Card>
  );
}

function RecentCommand({ command }: { command: CommandView }) {
  const { word, tone } = commandStatus(command);
  const lane = (
    <ListLink href={`/lanes/${command.lane.id}`} className="font-medium wrap-anywhere hover:underline">
      {command.lane.name}
    </ListLink>
  );
  return (
    <li className="grid items-baseline gap-x-5 gap-y-1 px-4 py-2.5 text-sm sm:grid-cols-[8.5rem_minmax(0,1fr)_auto]">
      <span>
        <Badge tone={tone}>{word}</Badge>
      </span>
      <p className="min-w-0 text-pretty wrap-anywhere">
        {isContainment(command) ? (
          <>
            {lane} contained by Lanekeeper: <span className="text-muted">{command.reason}</span>
          </>
        ) : (
          <>
            {commandTitle(command)} {lane}
            <span className="text-muted"> · {command.reason}</span>
          </>
        )}
      </p>
      <p className="text-[13px] text-muted">
        {!isContainment(command) && `${requesterName(command)} · `}
        <Time at={command.requested_at} />
      </p>
    </li>
  );
}
