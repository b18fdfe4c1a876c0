import { CornerDownLeft } from "lucide-react";
import { cx } from "#components/ui/cx.ts";
import { TONE_TEXT } from "#components/ui/tone.ts";
import type { PaletteItem } from "./palette-items.ts";

interface PaletteListProps {
  id: string;
  items: readonly PaletteItem[];
  chosen: PaletteItem | null;
  onChoose(item: PaletteItem): void;
}

/** What was found, by kind; the field above keeps the focus and walks it. */
export function PaletteList({ id, items, chosen, onChoose }: PaletteListProps) {
  const groups = Map.groupBy(items, ({ group }) => group);
  return (
    <div id={id} role="listbox" aria-label="Found">
      {[...groups].map(([group, members]) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own.
        <div key={group} role="group" aria-label={group}>
          <p aria-hidden className="px-3 pt-2 pb-1 text-xs text-muted">
            {group}
          </p>
          {members.map((item) => (
            <Option key={item.key} id={`${id}-${item.key}`} item={item} selected={item === chosen} onChoose={onChoose} />
          ))}
        </div>
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  item: PaletteItem;
  selected: boolean;
  onChoose(item: PaletteItem): void;
}

function Option({ id, item, selected, onChoose }: OptionProps) {
  const { label, note, mark } = item;
  const Icon = mark?.icon;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are read by the field that keeps the focus.
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      onClick={() => onChoose(item)}
      className={cx(
        "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-3 py-1.5 text-sm pointer-coarse:min-h-11",
        selected ? "bg-hover" : "hover:bg-hover",
      )}
    >
      {Icon && mark && <Icon aria-hidden className={cx("size-4 shrink-0", TONE_TEXT[mark.tone])} />}
      <span className="min-w-0 wrap-anywhere">
        <span className="font-medium">{label}</span>
        {note && <span className="text-muted"> · {note}</span>}
      </span>
      {mark && <span className="ml-auto shrink-0 text-[13px] text-muted">{mark.word}</span>}
      {selected && <CornerDownLeft aria-hidden className={cx("size-3.5 shrink-0 text-faint", !mark && "ml-auto")} />}
    </div>
  );
}
