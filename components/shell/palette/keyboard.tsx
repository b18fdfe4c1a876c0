"use client";
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { type Begun, type KeyAction, readKey } from "./keyboard-map.ts";
import { readPlainKeys } from "./plain-keys.ts";

/** Fetched when they are asked for: no first screen waits for them. */
const CommandPalette = dynamic(() => import("./command-palette.tsx").then((module) => module.CommandPalette), { ssr: false });
const ShortcutsSheet = dynamic(() => import("./shortcuts-sheet.tsx").then((module) => module.ShortcutsSheet), { ssr: false });

/** Listens to the keys of every screen; the button is the same for those who have none. */
export function Keyboard() {
  const router = useRouter();
  const begun = useRef<Begun>(null);
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  useEffect(() => {
    const act = (action: KeyAction) => {
      if (action.type === "go") return router.push(action.href);
      if (action.type !== "search") return setOpen(action.type);
      document.querySelector<HTMLInputElement>("main input[type=search]")?.focus();
    };
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || isInDialog(event.target)) return;
      const isCommand = event.ctrlKey || event.metaKey;
      const press = { key: event.key, isCommand, isModified: isCommand || event.altKey, isTaken: isTaken(event.target) };
      const read = readKey(begun.current, press, { nowMs: event.timeStamp, plainKeys: readPlainKeys() });
      begun.current = read.begun;
      if (read.action === null) return;
      event.preventDefault();
      act(read.action);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [router]);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen("palette")}
        className="inline-flex h-9 items-center gap-2 rounded-control px-2.5 text-[13px] text-muted hover:bg-hover hover:text-ink sm:border sm:border-line pointer-coarse:h-11"
      >
        <Search aria-hidden className="size-4" />
        <span className="max-sm:sr-only">Find</span>
        <kbd className="font-mono text-xs text-muted max-lg:hidden">Ctrl K</kbd>
      </button>
      {open === "palette" && <CommandPalette onClose={() => setOpen(null)} />}
      {open === "help" && <ShortcutsSheet onClose={() => setOpen(null)} />}
    </>
  );
}

/** A dialog that is open has the keys to itself: what is written in it would be lost. */
const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("[role=dialog]") !== null;

/** Whether a key belongs to what is typed into, or to a menu that is open. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, [role=menu]") !== null;
}
