"use client";
import { useEffect } from "react";

const PRODUCT = "Lanekeeper";

/** Names the tab after what the screen says; every screen calls it with its own sentence. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${PRODUCT}` : PRODUCT;
    return () => {
      document.title = PRODUCT;
    };
  }, [title]);
}
