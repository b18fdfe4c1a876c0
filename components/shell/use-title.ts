"use client";
import { useEffect } from "react";

const PRODUCT = "Lanekeeper";

/** Names the tab after what the screen says, once it says more than the page's own title. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} · ${PRODUCT}`;
  }, [title]);
}
