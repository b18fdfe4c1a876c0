"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
import { cx } from "#components/ui/cx.ts";
import { chooseTheme, parseTheme, THEMES, type Theme } from "../theme.ts";

const LOOK = {
  system: { label: "System", icon: Monitor },
  light: { label: "Light", icon: Sun },
  dark: { label: "Dark", icon: Moon },
} as const;

export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme | null>(null);
  useEffect(() => setTheme(parseTheme(document.documentElement.dataset.theme)), []);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <fieldset className="flex rounded-control border border-line p-0.5">
      <legend className="sr-only">Theme</legend>
      {THEMES.map((name) => {
        const { label, icon: Icon } = LOOK[name];
        return (
          <button
            key={name}
            type="button"
            aria-pressed={theme === name}
            onClick={() => choose(name)}
            className={cx(
              "flex h-8 flex-1 items-center justify-center gap-1.5 rounded-[5px] px-2 text-[13px] pointer-coarse:h-11",
              theme === name ? "bg-hover font-medium text-ink" : "text-muted hover:text-ink",
            )}
          >
            <Icon aria-hidden className="size-3.5" />
            {label}
          </button>
        );
      })}
    </fieldset>
  );
}
