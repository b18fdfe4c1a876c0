"use client";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { type PaletteItem, paletteItems } from "./palette-items.ts";
import { PaletteList } from "./palette-list.tsx";
import { usePaletteSources } from "./use-palette-sources.ts";

/** Any lane, server or page by a few letters. Nothing is done from here: an action opens its sheet. */
export function CommandPalette({ onClose }: { onClose(): void }) {
  const id = useId();
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const sought = useDeferredValue(text);
  const { isReading, ...sources } = usePaletteSources(sought);
  const items = paletteItems(sought, sources);
  const chosen = items[Math.min(at, items.length - 1)];
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  });
  const go = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    router.push(item.href);
  };
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, items.length - 1) + step + items.length) % items.length);
    }
    if (event.key === "Enter") go(chosen);
  };
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="enter-fade fixed inset-0 z-40 bg-overlay" />
        <Dialog.Content
          aria-describedby={undefined}
          className="enter-fade fixed inset-x-3 top-3 z-50 mx-auto flex max-h-[70dvh] max-w-xl flex-col overflow-hidden rounded-2xl border border-line bg-raised shadow-lift sm:top-[12vh]"
        >
          <Dialog.Title className="sr-only">Find a lane, a server, a page</Dialog.Title>
          <div className="relative border-b border-line">
            <Search aria-hidden className="pointer-events-none absolute top-1/2 left-4 size-4 -translate-y-1/2 text-muted" />
            <input
              role="combobox"
              aria-expanded
              aria-controls={id}
              aria-activedescendant={chosen && `${id}-${chosen.key}`}
              aria-label="Find a lane, a server, a page"
              autoComplete="off"
              spellCheck={false}
              placeholder="Lane, server, page, or “pause …”"
              className="h-12 w-full bg-transparent pr-4 pl-11 text-[15px] outline-none placeholder:text-faint pointer-coarse:text-base"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setAt(0);
              }}
              onKeyDown={walk}
            />
          </div>
          <div ref={list} className="min-h-0 overflow-y-auto p-2">
            <PaletteList id={id} items={items} chosen={chosen ?? null} onChoose={go} />
            <p role="status" className={items.length > 0 ? "sr-only" : "px-3 py-6 text-center text-sm text-muted"}>
              {items.length > 0 ? `${items.length} found` : isReading ? "Looking…" : "Nothing by that name."}
            </p>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
