import { createHash } from "node:crypto";
import { eventSource, eventType } from "#lib/contract/event.ts";
import type { EventDataInput } from "#lib/contract/event-data.ts";
import type { AlertCondition, EventKind } from "#lib/domain/vocabulary.ts";
import type { Random } from "#tests/support/random.ts";
import type { Batch } from "./persistent-reporter.ts";

/** An alert that must come of what was accepted. */
export interface DueAlert {
  server: string;
  lane: string;
  condition: Extract<AlertCondition, "revoked" | "expired">;
}

export interface Trouble {
  slug: string;
  replica: string;
  batchSize: number;
  /** How often a batch brings a lane into trouble: its credential is revoked, or ends within seconds. */
  share: number;
  random: Random;
  /** Told once the events that call for it are accepted. */
  onDue(alert: DueAlert): void;
}

const LANES = 8;
const route = { tool: "issues_create" };

/** Batches of one replica: usage, leases, new generations and failures on lanes it shares with others, and now and then a lane of its own in trouble. */
export function makeTrouble(trouble: Trouble): () => Batch {
  const { slug, replica, batchSize, share, random, onDue } = trouble;
  let sequence = 0;
  let batches = 0;
  const event = <K extends EventKind>(kind: K, lane: string, data: EventDataInput[K]) => {
    sequence += 1;
    return {
      specversion: "1.0",
      id: `${slug}-${replica}-${sequence}`,
      source: eventSource(slug, replica),
      subject: lane,
      type: eventType(kind),
      sequence: String(sequence),
      time: new Date().toISOString(),
      data,
    };
  };
  const routine = (n: number) => {
    const lane = `lane-${random.between(0, LANES - 1)}`;
    const generation = 1 + Math.floor(batches / 50);
    if (n % 50 === 0) return event("credential.loaded", lane, { ...named(generation), expires_at: inSeconds(3_600) });
    if (n % 50 === 25) return event("auth.failed", lane, { ...named(generation), outcome: "auth_unclassified", route });
    if (n % 10 === 5)
      return event("credential.refreshed", lane, { generation, lease: { ...leaseOf(n), expires_at: inSeconds(1_800) } });
    return event("call.usage", lane, { generation, route, result: "ok", count: 3, window_s: 60 });
  };
  return () => {
    batches += 1;
    const events = Array.from({ length: batchSize }, (_, n) => routine(n));
    if (!random.chance(share)) return { events };
    const lane = `gone-${replica}-${batches}`;
    const condition = random.pick(["revoked", "expired"] as const);
    const endsAt = condition === "expired" ? inSeconds(random.between(1, 4)) : "never";
    // A credential of its own: a verdict is carried to every lane that serves the same fingerprint.
    const own = { generation: 1, fingerprint: createHash("sha256").update(`${slug}/${lane}`).digest("hex").slice(0, 16) };
    const loaded = event("credential.loaded", lane, { ...own, expires_at: endsAt });
    const verdict = event("credential.revoked", lane, { ...own, certainty: "confirmed", reason: "policy" });
    return {
      events: [...events, loaded, ...(condition === "revoked" ? [verdict] : [])],
      onAccepted: () => onDue({ server: slug, lane, condition }),
    };
  };
}

const named = (generation: number) => ({ generation, fingerprint: generation.toString(16).padStart(16, "0") });
const leaseOf = (n: number) => ({ fingerprint: (n + 4_096).toString(16).padStart(16, "a") });
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
