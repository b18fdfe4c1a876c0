const KEY = Symbol.for("lanekeeper");

type Shared = Map<string, unknown>;

/** One value per process: Next holds several instances of a module, so pools and hubs hang on `globalThis`. */
export function shared<T>(name: string, make: () => T): T {
  const holder = globalThis as { [KEY]?: Shared };
  holder[KEY] ??= new Map();
  const map = holder[KEY];
  if (!map.has(name)) map.set(name, make());
  return map.get(name) as T;
}

/** Forgets a value, so that the next caller makes it anew. */
export function forget(name: string): void {
  (globalThis as { [KEY]?: Shared })[KEY]?.delete(name);
}

/** The same, one value for each `owner`, kept for as long as that is. */
export function sharedPer<T>(owner: object, name: string, make: () => T): T {
  const values = shared(name, () => new WeakMap<object, T>());
  const held = values.get(owner) ?? make();
  values.set(owner, held);
  return held;
}
