import { inWords } from "../lane/words.ts";
import type { EventKind } from "../vocabulary.ts";

type Data = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
const part = (data: Data, name: string): Data =>
  typeof data[name] === "object" && data[name] !== null ? (data[name] as Data) : {};

const generation = (data: Data): string =>
  number(data.generation) === null ? "the credential" : `generation ${data.generation}`;
const tool = (data: Data): string => text(part(data, "route").tool) ?? "a tool";
const code = (data: Data): string | null => text(part(data, "evidence").provider_code) ?? inWords(text(data.reason));
const because = (data: Data): string => (code(data) ? `: ${code(data)}` : "");
const times = (data: Data): string => (number(data.count) !== null && data.count !== 1 ? ` (× ${data.count})` : "");
const words = (value: unknown): string => (text(value) ?? "unknown").replaceAll("_", " ");

const SENTENCE: Record<EventKind, (data: Data) => string> = {
  "server.started": () => "Server started",
  "server.heartbeat": () => "Heartbeat",
  "server.stopped": () => "Server stopped",
  "lane.declared": (data) => `Lane declared for ${text(data.provider) ?? "an unnamed provider"}`,
  "lane.paused": () => "The server holds the lane paused",
  "lane.resumed": () => "The server serves the lane again",
  "lane.degraded_started": (data) => `Degraded${because(data)}`,
  "lane.degraded_ended": () => "No longer degraded",
  "lane.retired": () => "Lane retired",
  "credential.loaded": (data) => `Loaded ${generation(data)}${because(data)}`,
  "credential.verified": (data) => `Verified ${generation(data)} with a probe`,
  "credential.preflight_passed": (data) => `Preflight passed for ${generation(data)}`,
  "credential.preflight_refused": (data) => `Preflight refused ${generation(data)}${because(data)}`,
  "credential.refresh_attempted": (data) => `Refresh attempted (attempt ${number(data.attempt) ?? 1})`,
  "credential.refreshed": () => "Refreshed: a new access token is in use",
  "credential.refresh_failed": (data) =>
    `Refresh ${data.permanent === true ? "failed for good" : `attempt ${number(data.attempt) ?? 1} failed`}${because(data)}`,
  "credential.expiring": (data) => `${capital(generation(data))} is inside its warning window`,
  "credential.expired": (data) => `${capital(generation(data))} expired${because(data)}`,
  "credential.revoked": (data) =>
    `${capital(generation(data))} was revoked (${text(data.certainty) ?? "inferred"})${because(data)}`,
  "credential.scope_changed": (data) => `Scopes of ${generation(data)} changed`,
  "credential.retired": (data) => `${capital(generation(data))} retired (${text(data.retirement) ?? "automatic"})`,
  "rotation.started": (data) => `Rotation started towards ${generation(data)}`,
  "rotation.probed": (data) => `Candidate ${generation(data)} ${data.passed === true ? "passed" : "failed"} its probe`,
  "rotation.cut_over": (data) => `Cut over to ${generation(data)}`,
  "rotation.succeeded": (data) => `Rotation to ${generation(data)} succeeded`,
  "rotation.failed": (data) => `Rotation failed${text(data.code) ? `: ${words(data.code)}` : ""}`,
  "auth.failed": (data) => `${capital(words(data.outcome))} on ${tool(data)}${because(data)}${times(data)}`,
  "call.completed": (data) => `${tool(data)} completed${times(data)}`,
  "call.failed": (data) => `${tool(data)} failed${because(data)}${times(data)}`,
  "call.refused": (data) => `${tool(data)} refused: ${words(data.code)}${times(data)}`,
  "call.usage": (data) => `${tool(data)}: ${number(data.count) ?? 0} × ${words(data.result)}`,
  "drill.started": () => "Drill started",
  "drill.observed": () => "Drill observed",
  "drill.finished": () => "Drill finished",
};

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** One plain sentence for a lifecycle event. `data` is as it came over the wire. */
export const describeEvent = (kind: EventKind, data: Data): string => SENTENCE[kind](data);
