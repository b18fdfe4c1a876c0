/** Asked again while it is under way, the same work is waited for, not done twice. */
export function shareFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let flight: Promise<T> | null = null;
  return () => {
    const current = flight ?? work();
    flight = current;
    const land = () => {
      if (flight === current) flight = null;
    };
    current.then(land, land);
    return current;
  };
}
