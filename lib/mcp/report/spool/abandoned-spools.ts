import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../../options.ts";
import { isRunning, ownIdentity } from "../../process-identity.ts";
import type { QueuedEvent } from "../event-queue.ts";
import { goodbyesOf } from "./goodbye.ts";
import { parseHeader, readSpool, type SpoolContent, type SpoolHeader } from "./spool-line.ts";
import { asideOf, draftOf, parseSpoolFile, type SpoolName, spoolFile } from "./spool-name.ts";

/** A process that cannot be looked at from here is taken for dead once its spool was not touched for so long. */
const SILENT_MS = 150_000;
const HEADER_BYTES = 4_096;

export interface AbandonedSpoolsOptions {
  folder: string;
  server: string;
  installation: string;
  /** The boot that takes them over. */
  boot: string;
  logger: Logger;
}

export interface TakenSpool {
  /** In the order they were told; the last one says that their process is gone, where it could not say so itself. */
  events: QueuedEvent[];
  /** Ends the taking over, once the events are kept elsewhere. */
  discard(): Promise<void>;
}

/** Spools of processes that are gone: found, and taken over one at a time. Of several processes that want one, one gets it. */
export class AbandonedSpools {
  readonly #options: AbandonedSpoolsOptions;

  constructor(options: AbandonedSpoolsOptions) {
    this.#options = options;
  }

  /** Files nobody writes any more. Rejects where the folder cannot be read. */
  async list(): Promise<string[]> {
    const files = await readdir(this.#options.folder);
    const names = files.flatMap((file) => parseSpoolFile(file) ?? []);
    const abandoned = await Promise.all(names.map(async (name) => ((await this.#isAbandoned(name)) ? [spoolFile(name)] : [])));
    return abandoned.flat();
  }

  /** Takes one over; null where another process was quicker, or it cannot be read. Rejects where the disk fails. */
  async take(file: string): Promise<TakenSpool | null> {
    const { folder, server, boot, logger } = this.#options;
    const name = parseSpoolFile(file);
    if (!name) return null;
    const taken = join(folder, spoolFile({ kind: "taken", boot: name.boot, by: boot }));
    try {
      await rename(join(folder, file), taken);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
    const content = await readSpool(await readFile(taken, "utf8"), server);
    const aside = join(folder, asideOf(spoolFile({ kind: "own", boot: name.boot })));
    if (content?.damaged !== 0) logger.warn("A spool is damaged: it is set aside", { aside, lines: content?.damaged });
    if (!content) {
      await rename(taken, aside);
      return null;
    }
    return {
      events: toEvents(content),
      discard: async () => {
        await rm(join(folder, draftOf(spoolFile({ kind: "own", boot: name.boot }))), { force: true });
        await (content.damaged === 0 ? rm(taken, { force: true }) : rename(taken, aside));
      },
    };
  }

  async #isAbandoned(name: SpoolName): Promise<boolean> {
    const { boot, installation } = this.#options;
    const head = await this.#readHead(name);
    // What is meant for another Lanekeeper waits for a process that reports to it.
    if (!head || (head.header && head.header.installation !== installation)) return false;
    if (name.kind === "left") return true;
    if (name.kind === "own") return name.boot !== boot && !isWritten(head);
    const taker = await this.#readHead({ kind: "own", boot: name.by });
    return name.by !== boot && (taker === null || !isWritten(taker));
  }

  /** Null where the file is gone meanwhile. */
  async #readHead(name: SpoolName): Promise<SpoolHead | null> {
    try {
      return await readHead(join(this.#options.folder, spoolFile(name)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }
}

interface SpoolHead {
  /** Null where it is not understood. */
  header: SpoolHeader | null;
  touchedAt: number;
}

/** Whether the process that began a spool still writes it. */
const isWritten = ({ header, touchedAt }: SpoolHead): boolean =>
  (header && isRunning(header.owner)) ?? Date.now() - touchedAt < SILENT_MS;

async function readHead(path: string): Promise<SpoolHead> {
  const file = await open(path, "r");
  try {
    const { mtimeMs: touchedAt } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const [head = ""] = buffer.toString("utf8", 0, bytesRead).split("\n");
    return { header: parseHeader(head), touchedAt };
  } finally {
    await file.close();
  }
}

/** The events of a spool and the goodbyes they lack. How long ago they happened is known on the machine that wrote them alone. */
function toEvents({ header, spooled }: SpoolContent): QueuedEvent[] {
  const { machine } = ownIdentity();
  const told = [...spooled.map(({ queued }) => queued), ...goodbyesOf(spooled)];
  return machine !== null && header.owner.machine === machine ? told : told.map((event) => ({ ...event, machineMs: null }));
}
