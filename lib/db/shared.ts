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
