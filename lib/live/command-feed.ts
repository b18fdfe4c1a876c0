import type { DesiredState, StreamCommand } from "#lib/contract/control.ts";
import type { Database } from "#lib/db/database.ts";
import { sharedPer } from "#lib/db/shared.ts";
import { createLog } from "#lib/log.ts";
import type { BoundedBody } from "./bounded-body.ts";
import { encodeEvents, type ServerSentEvent } from "./frame.ts";
import { changedServers, processHub } from "./hub.ts";

/** What one replica is asked for: `knownVersion` is of the desired state it has, `isNew` says that nothing was handed to it yet. */
export interface Recipient<Actor> {
  actor: Actor;
  replica: string;
  knownVersion: number | null;
  isNew: boolean;
}

interface Delivery {
  desired: DesiredState | null;
  commands: readonly StreamCommand[];
}

/** Reads, and marks as delivered, what many replicas shall be and do; answers in their order. */
export type Deliver<Actor> = (recipients: readonly Recipient<Actor>[]) => Promise<readonly Delivery[]>;

interface Connection<Actor> extends Recipient<Actor> {
  body: BoundedBody;
  sent: Set<string>;
}

/** A queued step may wait for a replica that was not known when it was announced. */
const LOOK_MS = 5_000;

/**
 * Tells every connected replica the whole desired state first and on every change, then each command once per connection.
 * However many are connected, one look answers all that wait for one, so a thousand that come back at once cost a few.
 */
export class CommandFeed<Actor extends { id: string }> {
  readonly #deliver: Deliver<Actor>;
  readonly #log = createLog("live");
  readonly #connections = new Map<string, Set<Connection<Actor>>>();
  readonly #waiting = new Set<Connection<Actor>>();
  #isLooking = false;

  constructor(db: Database, deliver: Deliver<Actor>) {
    this.#deliver = deliver;
    processHub(db).subscribe((entries) => this.#wake(changedServers(entries)));
    setInterval(() => this.#wake(this.#connections.keys()), LOOK_MS).unref();
  }

  /** Adds a replica of the server that `actor` names, until its stream ends. */
  join(body: BoundedBody, { actor, replica }: Pick<Recipient<Actor>, "actor" | "replica">): void {
    const connection = { actor, replica, body, knownVersion: null, isNew: true, sent: new Set<string>() };
    const ofServer = this.#connections.get(actor.id) ?? new Set();
    this.#connections.set(actor.id, ofServer.add(connection));
    body.whenEnded(() => {
      ofServer.delete(connection);
      this.#waiting.delete(connection);
      if (ofServer.size === 0 && this.#connections.get(actor.id) === ofServer) this.#connections.delete(actor.id);
    });
    this.#waiting.add(connection);
    void this.#look();
  }

  #wake(serverIds: Iterable<string>): void {
    for (const serverId of serverIds) {
      for (const connection of this.#connections.get(serverId) ?? []) this.#waiting.add(connection);
    }
    void this.#look();
  }

  /** One look at a time: who asks during one is answered by the next, together with all others. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    while (this.#waiting.size > 0) {
      const connections = [...this.#waiting];
      this.#waiting.clear();
      try {
        const deliveries = await this.#deliver(connections);
        for (const [at, connection] of connections.entries()) tell(connection, deliveries[at]);
      } catch (error) {
        this.#log.warn({ error }, "commands could not be delivered; they are looked for again");
        // One that has heard nothing is sent away to come back, since it would else think itself told.
        for (const { isNew, body } of connections) if (isNew) body.end();
      }
    }
    this.#isLooking = false;
  }
}

function tell<Actor>(connection: Connection<Actor>, delivery: Delivery | undefined): void {
  if (!delivery) return;
  connection.isNew = false;
  const events: ServerSentEvent[] = [];
  const { desired } = delivery;
  if (desired && desired.control_version !== connection.knownVersion) {
    connection.knownVersion = desired.control_version;
    events.push({ event: "desired", data: desired, id: String(desired.control_version) });
  }
  for (const command of delivery.commands) {
    const key = `${command.id} ${command.phase ?? ""}`;
    if (connection.sent.has(key)) continue;
    connection.sent.add(key);
    events.push({ event: "command", data: command });
  }
  if (events.length > 0) connection.body.write(encodeEvents(events));
}

/** The command feed of this process; `deliver` counts where it is the first. */
export const processCommandFeed = <Actor extends { id: string }>(db: Database, deliver: Deliver<Actor>): CommandFeed<Actor> =>
  sharedPer(db, "command-feed", () => new CommandFeed(db, deliver));
