"use client";
import { useRef, useState } from "react";
import { type FrozenList, keepOrder } from "./frozen-order.ts";

/** Holds the order of a list while pointer or focus is inside it. Spread `holders` on the list's element. */
export function useFrozenOrder<T extends { id: string }>(fresh: T[]) {
  const [held, setHeld] = useState<T[] | null>(null);
  const inside = useRef({ pointer: false, focus: false });
  const follow = (change: Partial<typeof inside.current>) => {
    inside.current = { ...inside.current, ...change };
    const hold = inside.current.pointer || inside.current.focus;
    setHeld((previous) => (hold ? (previous ?? fresh) : null));
  };
  const list: FrozenList<T> = held ? keepOrder(held, fresh) : { items: fresh, updates: 0 };
  const holders = {
    onPointerEnter: () => follow({ pointer: true }),
    onPointerLeave: () => follow({ pointer: false }),
    onFocus: () => follow({ focus: true }),
    onBlur: (event: React.FocusEvent) => follow({ focus: event.currentTarget.contains(event.relatedTarget) }),
  };
  return { ...list, holders, apply: () => setHeld((previous) => previous && fresh) };
}
