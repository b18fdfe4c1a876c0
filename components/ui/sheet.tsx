"use client";
import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { cx } from "./cx.ts";

interface SheetProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: ReactNode;
  /** First sentence under the title: the consequence. */
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons; put a `SheetCancel` first. */
  footer?: ReactNode;
  wide?: boolean;
  /** Only its own buttons close it: what it shows would be lost. */
  held?: boolean;
}

/** Dialog in the middle of a desktop, sheet from the bottom of a phone. Focus starts on what carries `data-sheet-focus`, else on Cancel. */
export function Sheet({ open, onOpenChange, title, description, children, footer, wide = false, held = false }: SheetProps) {
  const content = useRef<HTMLDivElement>(null);
  const focusFirst = (event: Event) => {
    const find = (selector: string) => content.current?.querySelector<HTMLElement>(selector);
    const first = find("[data-sheet-focus]") ?? find("[data-sheet-cancel]");
    if (!first) return;
    event.preventDefault();
    first.focus();
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="enter-fade fixed inset-0 z-40 bg-overlay" />
        <Dialog.Content
          ref={content}
          onOpenAutoFocus={focusFirst}
          onInteractOutside={(event) => held && event.preventDefault()}
          onEscapeKeyDown={(event) => held && event.preventDefault()}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cx(
            "enter-sheet fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col rounded-t-2xl border border-line bg-raised shadow-lift",
            "sm:inset-x-4 sm:top-[12vh] sm:bottom-auto sm:mx-auto sm:max-h-[76vh] sm:rounded-2xl",
            wide ? "sm:max-w-3xl" : "sm:max-w-lg",
          )}
        >
          <header className="flex items-start gap-4 px-5 pt-5 pb-3">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="text-base font-semibold text-balance">{title}</Dialog.Title>
              {description && <Dialog.Description className="mt-1 text-sm text-muted">{description}</Dialog.Description>}
            </div>
            <Dialog.Close
              aria-label="Close"
              className="-mt-1 -mr-1 inline-flex size-8 shrink-0 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-ink pointer-coarse:size-11"
            >
              <X aria-hidden className="size-4" />
            </Dialog.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
