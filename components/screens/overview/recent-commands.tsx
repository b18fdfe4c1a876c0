"use client";
import { COMMAND_WORDS, STATUS_WORDS } from "#components/lane/command-words.ts";
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
        {commands.map(({ id, kind, lane, status, requested_by, requested_at, reason }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
            <span className="w-32">
              <Badge tone={STATUS_WORDS[status].tone}>{STATUS_WORDS[status].word}</Badge>
            </span>
            <p className="min-w-0 flex-1 basis-60">
              {COMMAND_WORDS[kind]}{" "}
              <ListLink href={`/lanes/${lane.id}`} className="font-medium wrap-anywhere hover:underline">
                {lane.name}
              </ListLink>
              <span className="text-muted"> · {reason}</span>
            </p>
            <p className="text-[13px] text-muted">
              {requested_by} · <Time at={requested_at} />
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
