import {
  closeSync,
  existsSync,
  fdatasync,
  ftruncateSync,
  futimesSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../emitter.ts";
import { inBackground } from "../../in-background.ts";
import type { Logger } from "../../options.ts";
import { ownIdentity } from "../../process-identity.ts";
import { every } from "../../timers.ts";
import type { EventQueue, QueuedEvent } from "../event-queue.ts";
import { eventLine, goneLine, headerLine } from "./spool-line.ts";
import { draftOf, spoolFile } from "./spool-name.ts";

/** What is dead weight in the file may be so much before it is cut off: cutting waits for the disk where a sync is under way. */
const SLACK_BYTES = 262_144;
const CHUNK_EVENTS = 500;
/** How often a full disk is tried again, and the file's date tells other machines that its writer lives. */
const BEAT_MS = 30_000;

export interface SpoolOptions {
  folder: string;
  server: string;
  installation: string;
  boot: string;
  /** What waits; the spool holds the same on disk. */
  queue: EventQueue;
  logger: Logger;
}

/**
 * Events that wait, on disk: appended at once, so that a killed process loses none, and synced in the background where they are
 * facts of a lane's life, so that a machine that loses power loses few. A disk that fails costs only the keeping: what waits stays in
 * memory, and the file is written anew once the disk takes it.
 */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #path: string;
  readonly #header: string;
  readonly #stopBeat: () => void;
  #file: number | null = null;
  #bytes = 0;
  /** Lines told while the file is written anew; null while it is not. */
  #meanwhile: string[] | null = null;
  #renewNotBeforeMs = 0;
  #syncing = false;
  #isClosed = false;

  /** Throws where the folder takes no file. */
  constructor(options: SpoolOptions) {
    const { folder, server, installation, boot } = options;
    this.#options = options;
    this.#path = join(folder, spoolFile({ kind: "own", boot }));
    this.#header = headerLine({ lanekeeper_spool: 1, server, installation, owner: ownIdentity() });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#file = openSync(this.#path, "ax", 0o600);
    this.#write(this.#header);
    this.#stopBeat = every(BEAT_MS, () => this.#beat());
  }

  /** Whether what waits would survive this process. */
  get isDurable(): boolean {
    return this.#file !== null;
  }

  /** Keeps events; heartbeats are left out. */
  append(events: readonly QueuedEvent[]): void {
    const kept = events.filter(isKept);
    if (kept.length === 0) return;
    this.#write(linesOf(kept));
    if (kept.some(({ kind }) => kind !== "call.usage")) this.#sync();
  }

  /** Forgets events that were taken out of the queue. */
  remove(events: readonly QueuedEvent[]): void {
    const { queue } = this.#options;
    const kept = events.filter(isKept);
    const isDue = this.#bytes > 2 * queue.bytes + SLACK_BYTES;
    if (isDue && queue.size === 0 && this.#meanwhile === null) this.#clear();
    else if (kept.length > 0) this.#write(goneLine(kept.map(({ id }) => id)));
    if (isDue && queue.size > 0) this.#renew();
  }

  /** Resolves once everything appended so far would survive a loss of power, as far as the disk tells. */
  synced(): Promise<void> {
    const file = this.#file;
    return file === null ? Promise.resolve() : new Promise((resolve) => fdatasync(file, () => resolve()));
  }

  /** Ends the keeping: nothing is left behind, or what still waits, for the next process to take. */
  close(): void {
    this.#isClosed = true;
    this.#stopBeat();
    const { folder, boot, queue } = this.#options;
    try {
      if (this.#file !== null) closeSync(this.#file);
      if (queue.size === 0) rmSync(this.#path, { force: true });
      else renameSync(this.#path, join(folder, spoolFile({ kind: "left", boot })));
    } catch (error) {
      this.#options.logger.debug("The spool is left as it is", { error: messageOf(error) });
    }
    this.#file = null;
  }

  #write(text: string): void {
    this.#meanwhile?.push(text);
    if (this.#file === null) return;
    try {
      writeWhole(this.#file, text);
      this.#bytes += Buffer.byteLength(text);
    } catch (error) {
      this.#fail(error);
    }
  }

  #clear(): void {
    if (this.#file === null) return;
    try {
      ftruncateSync(this.#file, Buffer.byteLength(this.#header));
      this.#bytes = Buffer.byteLength(this.#header);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#options.logger.warn("Events cannot be kept on disk and wait in memory", { error: messageOf(error) });
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  /** One sync at a time: what came meanwhile is in the next one. */
  #sync(): void {
    if (this.#file === null || this.#syncing) return;
    this.#syncing = true;
    const synced = this.#bytes;
    fdatasync(this.#file, () => {
      this.#syncing = false;
      if (this.#bytes > synced) this.#sync();
    });
  }

  #beat(): void {
    // Gone where another machine took this process for dead: it was frozen for long.
    if (this.#file === null || !existsSync(this.#path)) this.#renew();
    else this.#touch(this.#file);
  }

  #touch(file: number): void {
    const now = new Date();
    try {
      futimesSync(file, now, now);
    } catch (error) {
      this.#fail(error);
    }
  }

  #renew(): void {
    if (this.#meanwhile !== null || this.#isClosed || performance.now() < this.#renewNotBeforeMs) return;
    inBackground(this.#writeAnew(), this.#options.logger);
  }

  /** Writes what waits into a new file, which then takes the old one's place. */
  async #writeAnew(): Promise<void> {
    const draft = draftOf(this.#path);
    this.#meanwhile = [];
    let handle: FileHandle | null = null;
    try {
      mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
      handle = await open(draft, "w", 0o600);
      const bytes = await writeAll(handle, this.#header, this.#options.queue.all());
      await handle.sync();
      if (!this.#isClosed) this.#replaceBy(handle.fd, draft, bytes);
    } catch (error) {
      this.#renewNotBeforeMs = performance.now() + BEAT_MS / 2;
      this.#options.logger.debug("The spool could not be written anew", { error: messageOf(error) });
    } finally {
      this.#meanwhile = null;
      await handle?.close();
      rmSync(draft, { force: true });
    }
  }

  #replaceBy(file: number, draft: string, bytes: number): void {
    const rest = (this.#meanwhile ?? []).join("");
    writeWhole(file, rest);
    const next = openSync(draft, "a");
    try {
      renameSync(draft, this.#path);
    } catch (error) {
      closeSync(next);
      throw error;
    }
    if (this.#file === null) this.#options.logger.info("Events are kept on disk again");
    else closeSync(this.#file);
    this.#file = next;
    this.#bytes = bytes + Buffer.byteLength(rest);
  }
}

/** Writes what waits in parts, so that calls run in between; returns how many bytes it came to. */
async function writeAll(handle: FileHandle, header: string, events: readonly QueuedEvent[]): Promise<number> {
  await handle.appendFile(header);
  let bytes = Buffer.byteLength(header);
  for (let from = 0; from < events.length; from += CHUNK_EVENTS) {
    const part = linesOf(events.slice(from, from + CHUNK_EVENTS));
    await handle.appendFile(part);
    bytes += Buffer.byteLength(part);
  }
  return bytes;
}

const linesOf = (events: readonly QueuedEvent[]): string => events.filter(isKept).map(eventLine).join("");

/** A heartbeat tells that a process lives, which no other must say of it. */
const isKept = ({ kind }: QueuedEvent): boolean => kind !== "server.heartbeat";

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
