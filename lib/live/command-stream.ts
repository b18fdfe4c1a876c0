import type { DesiredState, StreamCommand } from "#lib/contract/control.ts";
import type { Database } from "#lib/db/database.ts";
import type { ServerSentEvent } from "./event-stream.ts";
import { processPump } from "./outbox-pump.ts";

export interface CommandStreamOptions {
  db: Database;
  serverId: string;
  /** Reads, and marks as delivered, what the replica shall be and do. */
  deliver(): Promise<{ desired: DesiredState; commands: readonly StreamCommand[] }>;
  send(event: ServerSentEvent): void;
}

/** A queued step may wait for a replica that was not known when it was announced. */
const LOOK_MS = 5_000;

/** Begins a replica's command stream: the whole desired state first and on every change, then each command once per connection. */
export async function openCommandStream({ db, serverId, deliver, send }: CommandStreamOptions): Promise<() => void> {
  const sent = new Set<string>();
  let desiredVersion = -1;
  let isBusy = false;
  let isDirty = false;

  async function look(): Promise<void> {
    if (isBusy) {
      isDirty = true;
      return;
    }
    isBusy = true;
    try {
      do {
        isDirty = false;
        sendNews(await deliver());
      } while (isDirty);
    } finally {
      isBusy = false;
    }
  }

  function sendNews({ desired, commands }: Awaited<ReturnType<typeof deliver>>): void {
    if (desired.control_version !== desiredVersion) {
      desiredVersion = desired.control_version;
      send({ event: "desired", data: desired, id: String(desiredVersion) });
    }
    for (const command of commands) {
      const key = `${command.id} ${command.phase ?? ""}`;
      if (sent.has(key)) continue;
      sent.add(key);
      send({ event: "command", data: command });
    }
  }

  // While the database is away the stream stays open: the next look tells what was missed.
  const lookAgain = () => void look().catch(() => undefined);
  const leave = processPump(db).subscribe((entries) => {
    if (entries.some((entry) => entry.topic === "control" && entry.serverId === serverId)) lookAgain();
  });
  const timer = setInterval(lookAgain, LOOK_MS);
  const end = () => {
    clearInterval(timer);
    leave();
  };
  try {
    await look();
  } catch (error) {
    end();
    throw error;
  }
  return end;
}
