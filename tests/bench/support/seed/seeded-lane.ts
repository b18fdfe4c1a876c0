import type { AcceptedEvent } from "#lib/contract/event.ts";
import { EVENT_DATA } from "#lib/contract/event-data.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Instant } from "#lib/domain/clock/instant.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import type { TransitionCause } from "#lib/domain/vocabulary.ts";
import { assessRecord } from "#lib/pipeline/evaluate/assess-record.ts";
import type { CheckedEvent } from "#lib/pipeline/record/index.ts";
import { toFact } from "#lib/pipeline/record/to-fact.ts";
import type { HistoryRows } from "./history-rows.ts";
import type { LifeEvent } from "./life-event.ts";
import { SeededTroubles } from "./seeded-troubles.ts";

/** A replica that reports on the lanes of its server; its sequence rises over all of them. */
export interface SeededReplica {
  id: string;
  name: string;
  sequence: number;
}

export interface LaneToSeed {
  /** The lane as it was before anything happened, and how many entries its story has. */
  before: LaneRecord;
  streamHead: number;
  replicas: readonly SeededReplica[];
  /** What happens to it, in the order of time. */
  life: Iterator<LifeEvent>;
}

const RECORDED_AFTER_MS = 40;
/** A routine call matters to the view only where calls are what is wrong. */
const OF_CALLS: ReadonlySet<string> = new Set(["rate_limited", "auth_failing"]);

/** One lane while its history is written: folded and judged in memory by the domain, as ingest and clock would have done. */
export class SeededLane {
  readonly before: LaneRecord;
  readonly #replicas: readonly SeededReplica[];
  readonly #life: Iterator<LifeEvent>;
  readonly #troubles: SeededTroubles;
  /** The last routine call by replica and tool, with the replica's id: earlier ones leave no trace in the state. */
  readonly #calls = new Map<string, { call: CheckedEvent; replicaId: string }>();
  #record: LaneRecord;
  #streamSeq: number;
  #next: IteratorResult<LifeEvent>;
  #nextDeadlineAt: Instant | null = null;

  constructor({ before, streamHead, replicas, life }: LaneToSeed) {
    this.before = before;
    this.#record = before;
    this.#replicas = replicas;
    this.#life = life;
    this.#streamSeq = streamHead;
    this.#next = life.next();
    this.#troubles = new SeededTroubles(before, () => this.#nextNumber());
  }

  get record(): LaneRecord {
    return this.#record;
  }

  get streamSeq(): number {
    return this.#streamSeq;
  }

  /** Lets everything happen that lies before `until`, and the clock judge in between where it is due. */
  advance(until: Instant, rows: HistoryRows): void {
    while (!this.#next.done && this.#next.value.at < until) {
      const event = this.#next.value;
      while (this.#nextDeadlineAt !== null && this.#nextDeadlineAt <= event.at)
        this.#judge(new Date(this.#nextDeadlineAt), "clock", null, rows);
      this.#take(event, rows);
      this.#next = this.#life.next();
    }
  }

  /** Folds what was left for the end, and hands over what is still open. */
  finish(rows: HistoryRows): void {
    for (const { call, replicaId } of this.#calls.values()) this.#fold(call, replicaId);
    this.#troubles.finish(rows);
  }

  #nextNumber(): number {
    this.#streamSeq += 1;
    return this.#streamSeq;
  }

  #take(event: LifeEvent, rows: HistoryRows): void {
    const replica = this.#replicas[event.replica % this.#replicas.length];
    if (!replica) throw new Error("a lane needs a replica");
    replica.sequence += 1;
    const checked = checkedOf(event, replica, this.before.name);
    const { id, at, kind, raw } = checked;
    const recordedAt = new Date(event.at + RECORDED_AFTER_MS).toISOString();
    rows.event.push([
      ...[this.before.id, at.toISOString(), replica.id, id, recordedAt],
      ...[this.#nextNumber(), kind, replica.sequence, raw as object],
    ]);
    if (kind === "call.usage" && this.#isIndifferentToCalls()) {
      this.#troubles.countServed(checked.data.count);
      this.#calls.set(`${replica.id} ${checked.data.route.tool}`, { call: checked, replicaId: replica.id });
      return;
    }
    this.#fold(checked, replica.id);
    this.#judge(at, "event", id, rows);
  }

  #isIndifferentToCalls(): boolean {
    return !this.#record.standing?.findings.some(({ condition }) => OF_CALLS.has(condition));
  }

  #fold(event: CheckedEvent, replicaId: string): void {
    const fact = toFact(event, replicaId);
    if (fact) this.#record = { ...this.#record, state: fold(this.#record.state, fact) };
  }

  #judge(now: Date, cause: TransitionCause, eventId: string | null, rows: HistoryRows): void {
    const assessment = assessRecord(this.#record, now);
    const { standing, isTransition, view } = assessment;
    this.#nextDeadlineAt = view.nextDeadlineAt;
    if (isTransition)
      rows.transition.push([this.before.id, this.#nextNumber(), now, now, cause, eventId, this.#record.standing, standing]);
    this.#troubles.follow(assessment, now, rows);
    this.#record = { ...this.#record, standing, openAlerts: this.#troubles.openAlerts };
  }
}

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
