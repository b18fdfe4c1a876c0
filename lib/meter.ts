import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { shared } from "./db/shared.ts";

/** What parts of a process show of themselves, with what it means. */
const GAUGES = {
  ingest_queue_depth: "Events of this process that wait to be committed, or are.",
  sse_clients: "Event streams that are open on this process.",
  outbox_lag_seconds: "Age of the oldest change that this process has not yet told its streams.",
} as const;
export type GaugeName = keyof typeof GAUGES;

interface Meter {
  registry: Registry;
  events: Counter<"result">;
  refused: Counter<"code">;
}

/** One meter per process: counts of the web server and of the worker are each their own. */
const meter = (): Meter =>
  shared("meter", () => {
    const registry = new Registry();
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    return {
      registry,
      events: new Counter({
        name: "lanekeeper_events_total",
        help: "Events of all requests this process has answered, by what became of them.",
        labelNames: ["result"],
        registers,
      }),
      refused: new Counter({
        name: "lanekeeper_events_rejected_total",
        help: "Events that were not accepted, by why.",
        labelNames: ["code"],
        registers,
      }),
    };
  });

/** Counts the events of one answered request. */
export function countIngest(answer: { accepted: number; duplicates: number; rejected: readonly { code: string }[] }): void {
  const { events, refused } = meter();
  events.inc({ result: "accepted" }, answer.accepted);
  events.inc({ result: "duplicate" }, answer.duplicates);
  events.inc({ result: "rejected" }, answer.rejected.length);
  for (const { code } of answer.rejected) refused.inc({ code });
}

/** Shows a number that is read whenever somebody asks; whoever provides it last is the one asked. */
export function provideGauge(name: GaugeName, read: () => number): void {
  const { registry } = meter();
  const fullName = `lanekeeper_${name}`;
  registry.removeSingleMetric(fullName);
  new Gauge({
    name: fullName,
    help: GAUGES[name],
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

/** What this process counts, in Prometheus's text format. */
export const readMeter = (): Promise<string> => meter().registry.metrics();

/** The type that goes with the text. */
export const METER_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;
