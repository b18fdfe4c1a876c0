interface Identified {
  id: string;
}

export interface FrozenList<T> {
  items: T[];
  /** How many rows would come, go or move if the order were let go. */
  updates: number;
}

/**
 * Keeps what is under a pointer where it is: contents are renewed in place, a row that went stays as it was, and
 * what is new waits, so that no button moves as it is pressed.
 */
export function keepOrder<T extends Identified>(shown: readonly T[], fresh: readonly T[]): FrozenList<T> {
  const freshById = new Map(fresh.map((item) => [item.id, item]));
  const shownIds = new Set(shown.map(({ id }) => id));
  const items = shown.map((item) => freshById.get(item.id) ?? item);
  const gone = shown.filter(({ id }) => !freshById.has(id)).length;
  const came = fresh.filter(({ id }) => !shownIds.has(id)).length;
  const kept = shown.filter(({ id }) => freshById.has(id));
  const stayed = fresh.filter(({ id }) => shownIds.has(id));
  const moved = kept.filter(({ id }, index) => stayed[index]?.id !== id).length;
  return { items, updates: gone + came + moved };
}
