/** Looks several things up at once; what does not exist is left out. */
type LookUp<Value> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

interface Asked<Value> {
  key: string;
  resolve(value: Value | null): void;
  reject(error: unknown): void;
}

/**
 * Turns single look-ups into shared ones: what is asked while one runs is asked together by the next. Nothing is remembered,
 * so that no answer is older than its question.
 */
export function shareLookUp<Value>(lookUp: LookUp<Value>): (key: string) => Promise<Value | null> {
  let waiting: Asked<Value>[] = [];
  let isRunning = false;

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const asked = waiting;
      waiting = [];
      await answer(lookUp, asked);
    }
    isRunning = false;
  };

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (isRunning) return;
      isRunning = true;
      setImmediate(() => void run());
    });
}

async function answer<Value>(lookUp: LookUp<Value>, asked: readonly Asked<Value>[]): Promise<void> {
  try {
    const found = await lookUp([...new Set(asked.map(({ key }) => key))]);
    for (const { key, resolve } of asked) resolve(found.get(key) ?? null);
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
}
