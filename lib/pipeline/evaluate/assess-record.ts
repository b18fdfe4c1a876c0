import type { LaneRecord } from "#lib/db/lane-record.ts";
import { lookBack } from "#lib/domain/alert/meanwhile.ts";
import { type Assessment, assess } from "#lib/domain/assessment/assess.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import type { LaneState } from "#lib/domain/lane/state.ts";
import { excuse } from "#lib/domain/outage/excuse.ts";
import { outagesAt } from "#lib/domain/outage/watch.ts";

/** What a lane was told just now: the last event, and its state before these facts. */
export interface Told {
  eventId: string | null;
  before: LaneState;
  facts: readonly Fact[];
}

/** Judges a lane as it was read, with the state that new facts have given it. */
export function assessRecord(record: LaneRecord, now: Date, told?: Told): Assessment {
  const { standing, desired, openAlerts, watch } = record;
  const outages = outagesAt(watch, now.getTime());
  const input = { ...record, replicas: excuse(record.replicas, outages, now.getTime()) };
  const glimpses = told ? lookBack({ ...input, state: told.before }, told.facts, outages) : [];
  return assess(standing, input, desired, openAlerts, now.getTime(), { outages, glimpses });
}
