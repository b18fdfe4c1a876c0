import type { EventDataInput } from "#lib/contract/event-data.ts";
import type { Instant } from "#lib/domain/clock/instant.ts";
import type { EventKind } from "#lib/domain/vocabulary.ts";

/** Something a replica of a lane reports, in the order of its time. */
export interface LifeEvent {
  at: Instant;
  /** Which of the server's replicas, counted from 0. */
  replica: number;
  kind: EventKind;
  data: unknown;
}

export const lifeEvent = <K extends EventKind>(at: Instant, replica: number, kind: K, data: EventDataInput[K]): LifeEvent => ({
  at,
  replica,
  kind,
  data,
});

/** One sequence in the order of time out of several that each are. */
export function* inOrder(...sources: Iterable<LifeEvent>[]): Generator<LifeEvent> {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  const heads = iterators.map((iterator) => iterator.next());
  while (true) {
    const first = heads.reduce((best, head, index) => (isBefore(head, heads[best]) ? index : best), 0);
    const head = heads[first];
    const iterator = iterators[first];
    if (!iterator || !head || head.done) return;
    heads[first] = iterator.next();
    yield head.value;
  }
}

function isBefore(a: IteratorResult<LifeEvent>, b: IteratorResult<LifeEvent> | undefined): boolean {
  if (a.done) return false;
  return !b || b.done === true || a.value.at < b.value.at;
}
