import { writeActions } from "#lib/db/actions.ts";
import {
  type CountedWindow,
  closeDegradedWindows,
  countDegradedWindows,
  uniteDegradedWindows,
} from "#lib/db/degraded-windows.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { describeWindowEnd, describeWindowStart } from "#lib/domain/audit/describe-window.ts";
import type { DegradedWindow } from "#lib/domain/ledger/window.ts";
import type { Judged } from "./judged.ts";

/** Writes what the ledgers of judged lanes say, counts the calls of windows that are over, and tells of both edges. */
export async function writeWindows(tx: Sql, judged: readonly Judged[], now: Date): Promise<void> {
  const closing = judged.flatMap(toClose);
  const uniting = judged.flatMap(({ record, entry }) => entry.windows.map((window) => ({ ...window, laneId: record.id })));
  await closeDegradedWindows(tx, closing);
  for (const round of oneOfEachLane(uniting)) await uniteDegradedWindows(tx, round);
  const counted = await countDegradedWindows(tx, [
    ...closing.map(({ laneId, endedAt }) => ({ laneId, from: endedAt, to: endedAt })),
    ...uniting.flatMap(({ laneId, startedAt, endedAt }) =>
      endedAt === null ? [] : [{ laneId, from: new Date(startedAt), to: new Date(endedAt) }],
    ),
  ]);
  const closed = new Set(closing.map(({ laneId, endedAt }) => `${laneId} ${endedAt.getTime()}`));
  await writeActions(tx, SYSTEM, now, [
    ...judged.flatMap(toStarted),
    ...counted.filter(({ laneId, endedAt }) => closed.has(`${laneId} ${endedAt.getTime()}`)).map(toEnded),
  ]);
}

function toClose({ record, entry: { endedAt }, assessment }: Judged) {
  if (endedAt === null) return [];
  const neverOut =
    record.ledger?.open?.cause === "expired" &&
    assessment.alerts.resolve.some(({ resolution }) => resolution === "never_out_of_service");
  return [{ laneId: record.id, endedAt: new Date(endedAt), closedAs: neverOut ? ("never_out_of_service" as const) : null }];
}

function toStarted({ record, entry: { started } }: Judged): Action[] {
  if (!started) return [];
  const { cause, generation, startedAt } = started;
  return [
    {
      action: "degraded.started",
      laneId: record.id,
      after: { cause, generation, started_at: new Date(startedAt).toISOString() },
      summary: describeWindowStart(started),
    },
  ];
}

function toEnded({ laneId, startedAt, endedAt, reason, generation, served, refused, closedAs }: CountedWindow): Action {
  const times = { startedAt: startedAt.getTime(), endedAt: endedAt.getTime() };
  return {
    action: "degraded.ended",
    laneId,
    after: { cause: reason, generation, served, refused, started_at: startedAt.toISOString(), ended_at: endedAt.toISOString() },
    summary: describeWindowEnd({ ...times, served, refused, neverOut: closedAs !== null }),
  };
}

/** Windows of one lane may both touch a third: they are written one after the other. */
function oneOfEachLane<W extends DegradedWindow & { laneId: string }>(windows: readonly W[]): W[][] {
  const ofLane = [...Map.groupBy(windows, ({ laneId }) => laneId).values()];
  const rounds = Math.max(0, ...ofLane.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) => ofLane.flatMap((mine) => mine[round] ?? []));
}
