import type { Store } from "../store.ts";

/** How a store that keeps its secret at another place calls itself: what lies in the environment is not managed by being wrapped. */
export function placeType(place: Store, type: string): string {
  return place.type === "env" ? "env" : type;
}
