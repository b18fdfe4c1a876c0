import type { Database } from "#lib/db/database.ts";
import { type Heartbeat, replicaKey, writeHeartbeats } from "#lib/db/replicas.ts";
import { sharedPer } from "#lib/db/shared.ts";
import { DEFAULT_HEARTBEAT_S } from "#lib/domain/lane/presence.ts";
import { latest } from "#lib/domain/lane/stamp.ts";
import { type CheckedEvent, clockOffsetMs, type Report, stampOf } from "../record/index.ts";

/** How long a heartbeat that says nothing new may wait to be written; of a replica that reports faster, one heartbeat. */
const GATHERED_MS = 5_000;
/** A replica that was not heard for so many heartbeats may have been taken for gone, and comes back on the record at once. */
const MISSED = 2;

interface Entry {
  /** What its last written heartbeat told, as JSON. */
  told: string;
  heartbeatMs: number;
  heardAt: number;
}

type Beat = Extract<CheckedEvent, { kind: "server.heartbeat" }>;

/**
 * Heartbeats of one process that only say "still here": gathered, and written together at most every five seconds. What says
 * something new of a replica is not taken, and goes on the record like any other event.
 */
export class HeartbeatBook {
  readonly #db: Database;
  readonly #entries = new Map<string, Entry>();
  #waiting = new Map<string, Heartbeat>();
  #timer: NodeJS.Timeout | undefined;
  #flushesAt = Number.POSITIVE_INFINITY;
  #writing = Promise.resolve();
  #isClosed = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Takes a report that holds nothing but heartbeats without news. False where it is to be recorded. */
  gather(report: Report): boolean {
    if (this.#isClosed) return false;
    const beats = report.events.flatMap(({ event }) => (event.kind === "server.heartbeat" ? event : []));
    if (beats.length === 0 || beats.length < report.events.length) return false;
    if (!beats.every((beat) => this.#isOld(report, beat))) return false;
    for (const beat of beats) this.#keep(report, beat);
    return true;
  }

  /** Remembers what a report that is now on record told of its replicas. */
  remember(report: Report): void {
    for (const { event } of report.events) {
      const key = replicaKey({ ...report, name: event.replica });
      if (event.kind === "server.stopped") this.#entries.delete(key);
      if (event.kind !== "server.heartbeat") continue;
      const heartbeatMs = (event.data.heartbeat_s ?? DEFAULT_HEARTBEAT_S) * 1_000;
      this.#entries.set(key, { told: JSON.stringify(event.data), heartbeatMs, heardAt: report.receivedAt.getTime() });
      // Replicas that live for one heartbeat are forgotten too.
      this.#flushIn(GATHERED_MS);
    }
  }

  /** Writes what waits, after what is being written. What could not be written waits on. Never rejects. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Writes what waits, and takes nothing more: from now on each heartbeat goes on the record at once. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.flush();
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flushesAt = Number.POSITIVE_INFINITY;
    const beats = this.#waiting;
    this.#waiting = new Map();
    if (beats.size > 0) await this.#writeDown(beats);
    this.#forget();
  }

  async #writeDown(beats: ReadonlyMap<string, Heartbeat>): Promise<void> {
    try {
      const written = await writeHeartbeats(this.#db, [...beats.values()]);
      for (const key of beats.keys()) if (!written.has(key)) this.#entries.delete(key);
    } catch {
      this.#waiting = new Map([...beats, ...this.#waiting]);
      this.#flushIn(GATHERED_MS);
    }
  }

  #isOld(report: Report, beat: Beat): boolean {
    const entry = this.#entries.get(replicaKey({ ...report, name: beat.replica }));
    if (!entry || entry.told !== JSON.stringify(beat.data)) return false;
    const sinceMs = report.receivedAt.getTime() - entry.heardAt;
    return sinceMs >= 0 && sinceMs <= MISSED * entry.heartbeatMs;
  }

  #keep(report: Report, beat: Beat): void {
    const { serverId, workstation, receivedAt } = report;
    const key = replicaKey({ serverId, workstation, name: beat.replica });
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.heardAt = receivedAt.getTime();
    const offsetMs = clockOffsetMs(beat.reportedAt ?? beat.at, receivedAt);
    const told = this.#waiting.get(key)?.heartbeat ?? null;
    const seconds = beat.data.heartbeat_s;
    const heartbeat = seconds === undefined ? told : latest(told, { seconds, stamp: stampOf(beat) });
    this.#waiting.set(key, { serverId, workstation, name: beat.replica, at: receivedAt, heartbeat, clockOffsetMs: offsetMs });
    this.#flushIn(Math.min(GATHERED_MS, entry.heartbeatMs));
  }

  /** One replica that reports often lets none of the others wait longer. */
  #flushIn(delayMs: number): void {
    const at = performance.now() + delayMs;
    if (at >= this.#flushesAt) return;
    clearTimeout(this.#timer);
    this.#flushesAt = at;
    this.#timer = setTimeout(() => void this.flush(), delayMs);
    this.#timer.unref();
  }

  /** Drops replicas that are no longer heard here. */
  #forget(): void {
    const newest = [...this.#entries.values()].reduce((latest, { heardAt }) => Math.max(latest, heardAt), 0);
    for (const [key, { heardAt, heartbeatMs }] of this.#entries)
      if (newest - heardAt > MISSED * heartbeatMs) this.#entries.delete(key);
  }
}

/** The one book that this process has for a database. */
export const heartbeatBook = (db: Database): HeartbeatBook => sharedPer(db, "heartbeat-books", () => new HeartbeatBook(db));
