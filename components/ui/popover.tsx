"use client";
import { type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

interface PopoverProps {
  /** What the button shows; it holds the button's name too. */
  trigger: ReactNode;
  triggerClassName: string;
  /** Name of the panel. */
  label: string;
  /** Where the panel stands; it is in the top layer, so this is of the window. */
  panelClassName: string;
  children: ReactNode;
}

/** A panel that a button opens and that Escape, or a press elsewhere, closes: the platform's own, so it costs no script. */
export function Popover({ trigger, triggerClassName, label, panelClassName, children }: PopoverProps) {
  const id = useId();
  return (
    <>
      <button type="button" popoverTarget={id} className={triggerClassName}>
        {trigger}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={cx("fixed inset-auto m-0 rounded-card border border-line bg-raised text-ink shadow-lift", panelClassName)}
      >
        {children}
      </div>
    </>
  );
}
