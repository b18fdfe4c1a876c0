"use client";
import { Fragment, useId, useState } from "react";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import { DESTINATIONS } from "../nav/destinations.ts";
import { GO_KEYS } from "./keyboard-map.ts";
import { readPlainKeys, writePlainKeys } from "./plain-keys.ts";

const keyOf = (href: string): string => Object.entries(GO_KEYS).find(([, target]) => target === href)?.[0] ?? "";

const SHORTCUTS = [
  { keys: ["Ctrl", "K"], does: "Find a lane, a server, a page" },
  { keys: ["/"], does: "Search on this page" },
  { keys: ["?"], does: "These shortcuts" },
  ...DESTINATIONS.map(({ href, label }) => ({ keys: ["g", keyOf(href)], does: label })),
];

/** Every key that does something, and the switch that silences the single ones. */
export function ShortcutsSheet({ onClose }: { onClose(): void }) {
  const id = useId();
  const [on, setOn] = useState(readPlainKeys);
  const choose = (next: boolean) => {
    writePlainKeys(next);
    setOn(next);
  };
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title="Keyboard shortcuts"
      description="None of them changes anything: they only lead somewhere."
      footer={<SheetCancel>Close</SheetCancel>}
    >
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2 text-sm">
        {SHORTCUTS.map(({ keys, does }) => (
          <Fragment key={does}>
            <dt className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="inline-flex h-6 min-w-6 items-center justify-center rounded-[5px] border border-line-strong/60 bg-sunken px-1.5 font-mono text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
      </dl>
      <label htmlFor={id} className="mt-5 flex items-center gap-3 border-t border-line pt-4 text-sm pointer-coarse:min-h-11">
        <input
          id={id}
          type="checkbox"
          className="size-4 accent-ink"
          checked={on}
          onChange={(event) => choose(event.target.checked)}
        />
        Single keys are shortcuts (Ctrl K always is)
      </label>
    </Sheet>
  );
}
