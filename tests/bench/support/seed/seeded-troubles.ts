import { randomUUID } from "node:crypto";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { describeAlert } from "#lib/domain/alert/describe.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import type { Cell } from "../copy-rows.ts";
import type { HistoryRows } from "./history-rows.ts";

type OpenAlert = LaneRecord["openAlerts"][number];
type Opened = Assessment["alerts"]["open"][number];

interface OpenedAlert {
  alert: Opened;
  openedAt: Date;
  seenAt: Date;
  summary: string;
}

interface OpenWindow {
  generation: number | null;
  startedAt: Date;
  reason: string;
  served: number;
}

/** What is wrong with one lane while its history is written: its alerts and its degraded window, each a row once it is over. */
export class SeededTroubles {
  readonly #lane: LaneRecord;
  readonly #nextNumber: () => number;
  readonly #alerts = new Map<string, OpenedAlert>();
  #window: OpenWindow | null = null;

  /** `nextNumber` gives an entry its place in the lane's story. */
  constructor(lane: LaneRecord, nextNumber: () => number) {
    this.#lane = lane;
    this.#nextNumber = nextNumber;
  }

  get openAlerts(): OpenAlert[] {
    return [...this.#alerts].map(([id, { alert, openedAt }]) => ({
      id,
      condition: alert.condition,
      generation: alert.generation,
      openedAt: openedAt.getTime(),
      acked: false,
      missed: false,
    }));
  }

  /** Calls that were served although the lane is degraded. */
  countServed(calls: number): void {
    if (this.#window) this.#window.served += calls;
  }

  follow({ alerts: { open, resolve }, degraded }: Assessment, now: Date, rows: HistoryRows): void {
    for (const alert of open) this.#open(alert, now, rows);
    for (const { id } of resolve) this.#resolve(id, now, rows);
    if (degraded && !this.#window) {
      this.#window = {
        generation: degraded.generation,
        startedAt: new Date(degraded.startedAt),
        reason: degraded.cause,
        served: 0,
      };
    } else if (!degraded && this.#window) {
      rows.degraded_window.push(this.#windowCells(this.#window, now));
      this.#window = null;
    }
  }

  /** Hands over what is still open. */
  finish(rows: HistoryRows): void {
    for (const [id, opened] of this.#alerts) rows.alert.push(this.#alertCells(id, opened, null));
    if (this.#window) rows.degraded_window.push(this.#windowCells({ ...this.#window, served: 0 }, null));
  }

  #open(alert: Opened, now: Date, rows: HistoryRows): void {
    const id = randomUUID();
    const openedAt = alert.since === null ? now : new Date(alert.since);
    const opened = { alert, openedAt, seenAt: now, summary: describeAlert(alert.condition, this.#lane.name, alert.detail) };
    this.#alerts.set(id, opened);
    this.#tell("alert.opened", id, opened, opened.summary, now, rows);
  }

  #resolve(id: string, now: Date, rows: HistoryRows): void {
    const opened = this.#alerts.get(id);
    if (!opened) return;
    this.#alerts.delete(id);
    rows.alert.push(this.#alertCells(id, opened, now));
    this.#tell("alert.resolved", id, opened, `Over: ${opened.summary}`, now, rows);
  }

  #tell(action: string, correlationId: string, { alert }: OpenedAlert, summary: string, now: Date, rows: HistoryRows): void {
    const { id, serverId } = this.#lane;
    const { condition, severity, generation } = alert;
    const after = { condition, severity, generation };
    rows.action.push([
      ...[id, this.#nextNumber(), id, serverId, now, now],
      ...[action, "system", "lanekeeper", correlationId, after, summary],
    ]);
  }

  #alertCells(id: string, { alert, openedAt, seenAt, summary }: OpenedAlert, resolvedAt: Date | null): Cell[] {
    const state = resolvedAt === null ? "open" : "resolved";
    const { condition, severity, generation } = alert;
    return [id, this.#lane.id, condition, severity, generation, state, summary, openedAt, seenAt, resolvedAt];
  }

  #windowCells({ generation, startedAt, reason, served }: OpenWindow, endedAt: Date | null): Cell[] {
    return [this.#lane.id, generation, startedAt, endedAt, reason, served, 0];
  }
}
