import { fail } from "../errors.ts";

/** How much a queue, a group or one request holds. */
export interface Load {
  events: number;
  bytes: number;
}

export interface GroupQueueOptions<Work, Answer> {
  /** Events that are committed together at most; a request that has more goes alone. */
  groupEvents: number;
  /** What waits or runs at most; beyond it a request is told to come back. */
  capacity: Load;
  /** Does the work of all members or of none; answers in their order. */
  commit(members: readonly Work[]): Promise<readonly Answer[]>;
  /** Whether an error would meet each member alone as well, as when the database is away. */
  isHopeless(error: unknown): boolean;
}

interface Member<Work, Answer> {
  work: Work;
  load: Load;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

interface Failure {
  error: unknown;
}

/**
 * Lets concurrent requests share one transaction, in the order they came: what arrives while one group is being committed is the
 * next group, so that groups grow with the load and a lone request never waits for others.
 */
export class GroupQueue<Work, Answer> {
  readonly #options: GroupQueueOptions<Work, Answer>;
  #waiting: Member<Work, Answer>[] = [];
  #held: Load = { events: 0, bytes: 0 };
  #isRunning = false;

  constructor(options: GroupQueueOptions<Work, Answer>) {
    this.#options = options;
  }

  /** Events that wait to be committed, or are. */
  get depth(): number {
    return this.#held.events;
  }

  /** @throws too_many_requests where so much more does not fit */
  requireRoom({ events, bytes }: Load): void {
    const { capacity } = this.#options;
    if (this.#held.events + events <= capacity.events && this.#held.bytes + bytes <= capacity.bytes) return;
    throw fail("too_many_requests", "More is being reported than can be recorded at once. Nothing was taken; send it again.");
  }

  /** Resolves after the commit that holds this work; rejects where it was not done. */
  submit(work: Work, load: Load): Promise<Answer> {
    this.#held = { events: this.#held.events + load.events, bytes: this.#held.bytes + load.bytes };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, load, resolve, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      // A turn of the event loop later, so that requests which have come in together share the first group.
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#settle(this.#takeGroup());
    this.#isRunning = false;
  }

  #takeGroup(): Member<Work, Answer>[] {
    let events = 0;
    const end = this.#waiting.findIndex(({ load }, index) => {
      events += load.events;
      return index > 0 && events > this.#options.groupEvents;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #settle(group: readonly Member<Work, Answer>[]): Promise<void> {
    const failure = await this.#try(group);
    if (failure) await this.#settleEachAlone(group, failure);
    for (const { load } of group) {
      this.#held = { events: this.#held.events - load.events, bytes: this.#held.bytes - load.bytes };
    }
  }

  /** One after the other, so that events keep their order and whatever made the group fail fails alone. */
  async #settleEachAlone(group: readonly Member<Work, Answer>[], { error }: Failure): Promise<void> {
    if (this.#options.isHopeless(error)) return rejectAll(group, error);
    for (const [index, member] of group.entries()) {
      const failure = await this.#try([member]);
      if (!failure) continue;
      if (this.#options.isHopeless(failure.error)) return rejectAll(group.slice(index), failure.error);
      member.reject(failure.error);
    }
  }

  /** Answers every member, or none and tells why. */
  async #try(group: readonly Member<Work, Answer>[]): Promise<Failure | null> {
    try {
      const answers = await this.#options.commit(group.map(({ work }) => work));
      for (const [index, member] of group.entries()) member.resolve(answers[index] as Answer);
      return null;
    } catch (error) {
      return { error };
    }
  }
}

function rejectAll(group: readonly Member<unknown, never>[], error: unknown): void {
  for (const member of group) member.reject(error);
}
