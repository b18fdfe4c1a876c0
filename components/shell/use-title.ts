"use client";
import { useEffect } from "react";

const PRODUCT = "Lanekeeper";

/** Names the tab after what the screen says, and holds it there: Next writes the page's own title later than the screen. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (!title) return;
    const wanted = `${title} · ${PRODUCT}`;
    const hold = () => {
      if (document.title !== wanted) document.title = wanted;
    };
    hold();
    const observer = new MutationObserver(hold);
    observer.observe(document.head, { childList: true, characterData: true, subtree: true });
    return () => observer.disconnect();
  }, [title]);
}
