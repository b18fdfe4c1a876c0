import type { Store } from "./store.ts";

/** How a store that keeps its secret at another place calls itself: what lies in the environment is not managed by being wrapped. */
export function placeType(place: Store, type: string): string {
  return place.type === "env" ? "env" : type;
}

/** A store of another type over the same place, with all that the place can do. */
export function overPlace(place: Store, type: string): Store {
  return {
    type: placeType(place, type),
    reference: place.reference,
    read: () => place.read(),
    ...(place.watch ? { watch: place.watch.bind(place) } : {}),
    ...(place.write ? { write: place.write.bind(place) } : {}),
    ...(place.candidate ? { candidate: place.candidate.bind(place) } : {}),
    ...(place.promote ? { promote: place.promote.bind(place) } : {}),
  };
}
