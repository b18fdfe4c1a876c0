"use client";
import { Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { chipClass } from "#components/ui/chip.tsx";
import { Input } from "#components/ui/input.tsx";
import type { AuditFilters } from "./queries.ts";
import { AUDIT_RANGES, type AuditRange, formatAuditSearch, RANGE_WORDS } from "./search.ts";

interface AuditFilterBarProps {
  filters: AuditFilters;
  onSearch(text: string): void;
  onRange(range: AuditRange): void;
  onClearLane(): void;
}

/** One line for qualifiers and free text, sent by Enter or on leaving it, and the range of time. */
export function AuditFilterBar({ filters, onSearch, onRange, onClearLane }: AuditFilterBarProps) {
  const applied = formatAuditSearch(filters);
  const [typed, setTyped] = useState(applied);
  useEffect(() => setTyped(applied), [applied]);
  return (
    <search className="flex flex-wrap items-center gap-2">
      <form
        className="relative min-w-0 flex-1 basis-64"
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(typed);
        }}
      >
        <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
        <Input
          type="search"
          aria-label="Search the audit"
          placeholder="Text, actor:mara, action:…"
          className="pl-9"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => typed !== applied && onSearch(typed)}
        />
      </form>
      {filters.lane && (
        <Button size="small" onClick={onClearLane}>
          One lane only
          <X aria-label="Show all lanes" />
        </Button>
      )}
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="sr-only">Range of time</legend>
        {AUDIT_RANGES.map((range) => (
          <button
            key={range}
            type="button"
            aria-pressed={filters.since === range}
            className={chipClass(filters.since === range)}
            onClick={() => onRange(range)}
          >
            {RANGE_WORDS[range]}
          </button>
        ))}
      </fieldset>
    </search>
  );
}
