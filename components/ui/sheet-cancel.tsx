"use client";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { buttonClass } from "./button.tsx";

/** The safe way out of a sheet; it takes the focus when the sheet opens. */
export function SheetCancel({ children = "Cancel" }: { children?: ReactNode }) {
  return (
    <Dialog.Close data-sheet-cancel className={buttonClass("secondary")}>
      {children}
    </Dialog.Close>
  );
}
