"use client";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { LANE_SORTS } from "#lib/contract/lane.ts";

const SORT_WORDS = { urgency: "Most urgent first", expires: "Ends soonest first", name: "By name" } as const;
const SETTLE_MS = 200;

interface ToolbarProps {
  search: string;
  onSearch(search: string): void;
  sort: keyof typeof SORT_WORDS;
  onSort(sort: keyof typeof SORT_WORDS): void;
  ended: boolean;
  onEnded(ended: boolean): void;
}

/** Search and order. Typing is answered at once and asked of the server when it settles. */
export function Toolbar({ search, onSearch, sort, onSort, ended, onEnded }: ToolbarProps) {
  const [typed, setTyped] = useState(search);
  useEffect(() => setTyped(search), [search]);
  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => onSearch(typed), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed, search, onSearch]);
  return (
    <search className="flex flex-wrap gap-2">
      <div className="relative min-w-0 flex-1 basis-full sm:max-w-sm sm:basis-52">
        <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
        <Input
          type="search"
          aria-label="Search lanes"
          className="pl-9"
          placeholder="Lane, provider, tenant, owner"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <div className="flex-1 basis-36 sm:ml-auto sm:max-w-44">
        <Select aria-label="Which lanes" value={String(ended)} onChange={(event) => onEnded(event.target.value === "true")}>
          <option value="false">Lanes in use</option>
          <option value="true">Ended lanes</option>
        </Select>
      </div>
      <div className="flex-1 basis-36 sm:max-w-52">
        <Select
          aria-label="Order"
          value={sort}
          onChange={(event) => onSort(LANE_SORTS.find((each) => each === event.target.value) ?? "urgency")}
        >
          {LANE_SORTS.map((each) => (
            <option key={each} value={each}>
              {SORT_WORDS[each]}
            </option>
          ))}
        </Select>
      </div>
    </search>
  );
}
