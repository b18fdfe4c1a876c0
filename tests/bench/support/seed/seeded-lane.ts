import { randomUUID } from "node:crypto";
import type { AcceptedEvent } from "#lib/contract/event.ts";
import { EVENT_DATA } from "#lib/contract/event-data.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { describeAlert } from "#lib/domain/alert/describe.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import type { Instant } from "#lib/domain/clock/instant.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import type { TransitionCause } from "#lib/domain/vocabulary.ts";
import { assessRecord } from "#lib/pipeline/evaluate/assess-record.ts";
import type { CheckedEvent } from "#lib/pipeline/record/index.ts";
import { toFact } from "#lib/pipeline/record/to-fact.ts";
import type { Cell } from "../copy-rows.ts";
import type { HistoryRows } from "./history-rows.ts";
import type { LifeEvent } from "./life-event.ts";

/** A replica that reports on the lanes of its server; its sequence rises over all of them. */
export interface SeededReplica {
  id: string;
  name: string;
  sequence: number;
}

/** One lane while its history is written: folded and judged in memory by the domain, as ingest and clock would have done. */
export interface SeededLane {
  /** The lane as it was before anything happened. */
  readonly before: LaneRecord;
  readonly record: LaneRecord;
  readonly streamSeq: number;
  /** Whether the next event lies before `until`; takes it, and all that are due, into `rows`. */
  advance(until: Instant, rows: HistoryRows): void;
  /** Folds what was left for the end, and hands over the alerts that are open. */
  finish(rows: HistoryRows): void;
}

interface OpenAlertRow {
  id: string;
  cells: Cell[];
}

interface OpenWindow {
  generation: number | null;
  startedAt: Date;
  reason: string;
  served: number;
}

const RECORDED_AFTER_MS = 40;
/** A routine call matters to the view only where calls are what is wrong. */
const OF_CALLS: ReadonlySet<string> = new Set(["rate_limited", "auth_failing"]);

export function seedLane(
  before: LaneRecord,
  streamHead: number,
  replicas: readonly SeededReplica[],
  life: Iterator<LifeEvent>,
): SeededLane {
  let record = before;
  let streamSeq = streamHead;
  let nextDeadlineAt: Instant | null = null;
  let next = life.next();
  let window: OpenWindow | null = null;
  const alerts = new Map<string, OpenAlertRow>();
  /** The last routine call by replica, route and generation: earlier ones leave no trace in the state. */
  const calls = new Map<string, CheckedEvent>();

  function take(event: LifeEvent, rows: HistoryRows): void {
    const replica = replicas[event.replica % replicas.length];
    if (!replica) throw new Error("a lane needs a replica");
    replica.sequence += 1;
    streamSeq += 1;
    const checked = checkedOf(event, replica, before.name);
    const { at, kind, raw } = checked;
    const recordedAt = new Date(event.at + RECORDED_AFTER_MS).toISOString();
    rows.event.push([
      before.id,
      at.toISOString(),
      replica.id,
      checked.id,
      recordedAt,
      streamSeq,
      kind,
      replica.sequence,
      raw as object,
    ]);
    if (kind === "call.usage" && !record.standing?.findings.some(({ condition }) => OF_CALLS.has(condition))) {
      if (window) window.served += checked.data.count;
      calls.set(`${replica.id} ${checked.data.route.tool}`, checked);
      return;
    }
    foldIn(checked, replica.id);
    judge(at, "event", checked.id, rows);
  }

  function foldIn(event: CheckedEvent, replicaId: string): void {
    const fact = toFact(event, replicaId);
    if (fact) record = { ...record, state: fold(record.state, fact) };
  }

  function judge(now: Date, cause: TransitionCause, eventId: string | null, rows: HistoryRows): void {
    const assessment = assessRecord(record, now);
    const { standing } = assessment;
    nextDeadlineAt = assessment.view.nextDeadlineAt;
    if (assessment.isTransition) {
      streamSeq += 1;
      rows.transition.push([before.id, streamSeq, now, now, cause, eventId, record.standing, standing]);
    }
    speak(assessment, now, rows);
    followWindow(assessment, now, rows);
    const openAlerts = record.openAlerts
      .filter(({ id }) => alerts.has(id))
      .concat([...alerts.values()].filter(({ id }) => !record.openAlerts.some((alert) => alert.id === id)).map(toOpenAlert));
    record = { ...record, standing, openAlerts };
  }

  function speak({ alerts: { open, resolve } }: Assessment, now: Date, rows: HistoryRows): void {
    for (const { condition, severity, generation, since, detail } of open) {
      const id = randomUUID();
      const summary = describeAlert(condition, before.name, detail);
      const openedAt = since === null ? now : new Date(since);
      alerts.set(id, { id, cells: [id, before.id, condition, severity, generation, "open", summary, openedAt, now, null] });
      tell("alert.opened", id, { condition, severity, generation }, summary, now, rows);
    }
    for (const { id } of resolve) {
      const cells = alerts.get(id)?.cells;
      if (!cells) continue;
      alerts.delete(id);
      const [, , condition, severity, generation, , summary] = cells;
      rows.alert.push([...cells.slice(0, 5), "resolved", ...cells.slice(6, 9), now] as Cell[]);
      tell("alert.resolved", id, { condition, severity, generation }, `Over: ${summary}`, now, rows);
    }
  }

  function tell(action: string, correlationId: string, after: object, summary: string, now: Date, rows: HistoryRows): void {
    streamSeq += 1;
    const { id, serverId } = before;
    rows.action.push([id, streamSeq, id, serverId, now, now, action, "system", "lanekeeper", correlationId, after, summary]);
  }

  function followWindow({ degraded }: Assessment, now: Date, rows: HistoryRows): void {
    if (degraded && !window) {
      window = { generation: degraded.generation, startedAt: new Date(degraded.startedAt), reason: degraded.cause, served: 0 };
    } else if (!degraded && window) {
      rows.degraded_window.push(windowCells(before.id, window, now));
      window = null;
    }
  }

  return {
    before,
    get record() {
      return record;
    },
    get streamSeq() {
      return streamSeq;
    },
    advance(until, rows) {
      while (!next.done && next.value.at < until) {
        while (nextDeadlineAt !== null && nextDeadlineAt <= next.value.at) judge(new Date(nextDeadlineAt), "clock", null, rows);
        take(next.value, rows);
        next = life.next();
      }
    },
    finish(rows) {
      for (const call of calls.values()) foldIn(call, replicas.find(({ name }) => name === call.replica)?.id ?? "");
      for (const { cells } of alerts.values()) rows.alert.push(cells);
      if (window) rows.degraded_window.push(windowCells(before.id, window, null));
    },
  };
}

const toOpenAlert = ({ id, cells }: OpenAlertRow): LaneRecord["openAlerts"][number] => ({
  id,
  condition: cells[2] as LaneRecord["openAlerts"][number]["condition"],
  generation: cells[4] as number | null,
  openedAt: (cells[7] as Date).getTime(),
  acked: false,
  missed: false,
});

const windowCells = (laneId: string, { generation, startedAt, reason, served }: OpenWindow, endedAt: Date | null): Cell[] => [
  laneId,
  generation,
  startedAt,
  endedAt,
  reason,
  endedAt === null ? 0 : served,
  0,
];

/** What ingest makes of the event: the defaults of its kind filled in. */
function checkedOf({ at, kind, data }: LifeEvent, { name, sequence }: SeededReplica, lane: string): CheckedEvent {
  const accepted = { kind, data: kind === "call.usage" ? data : EVENT_DATA[kind].parse(data) } as AcceptedEvent;
  return {
    ...accepted,
    id: `${name}-${sequence}`,
    replica: name,
    lane,
    at: new Date(at),
    sequence: String(sequence),
    traceparent: null,
    reportedAt: null,
    skewed: false,
    raw: data,
  };
}
