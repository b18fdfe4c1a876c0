"use client";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { QueryError } from "#components/api/query-error.tsx";
import { useTitle } from "#components/shell/use-title.ts";
import { PageHeading } from "#components/ui/page-heading.tsx";
import { plural } from "#components/ui/plural.ts";
import { SkeletonList } from "#components/ui/skeleton.tsx";
import { FilterChips } from "./filter-chips.tsx";
import { describeFilters, LANE_FILTERS, NO_FILTERS } from "./filters.ts";
import { LaneList } from "./lane-list.tsx";
import { MoreLanes } from "./more-lanes.tsx";
import { NoLanes } from "./no-lanes.tsx";
import { useLanes } from "./queries.ts";
import { Toolbar } from "./toolbar.tsx";

export function LanesScreen() {
  const [filters, setFilters] = useQueryStates(LANE_FILTERS, { history: "push" });
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useLanes(filters);
  const first = data?.pages[0];
  const lanes = data?.pages.flatMap(({ items }) => items) ?? [];
  useTitle(first && plural(first.total, "lane"));

  const search = useCallback((q: string) => void setFilters({ q: q || null }, { history: "replace" }), [setFilters]);
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const toggle = (key: "health" | "control" | "freshness", value: string) =>
    void setFilters({ [key]: filters[key] === value ? null : value });

  return (
    <div className="grid grid-cols-1 gap-4">
      <PageHeading title="Lanes" note={first && plural(first.total, "lane")} />
      <Toolbar
        search={filters.q ?? ""}
        onSearch={search}
        sort={filters.sort}
        onSort={(sort) => void setFilters({ sort })}
        ended={filters.ended !== null}
        onEnded={(ended) => void setFilters({ ended: ended ? "true" : null })}
      />
      {first && filters.ended === null && <FilterChips counts={first.counts} values={filters} onToggle={toggle} />}
      {error && <QueryError title="The lanes could not be read" error={error} onRetry={refetch} />}
      {!first && !error && <SkeletonList rows={8} rowClassName="h-14" label="Reading the lanes" />}
      {first && lanes.length === 0 && (
        <NoLanes
          filters={describeFilters(filters)}
          ended={filters.ended !== null}
          onClear={() => void setFilters({ ...NO_FILTERS, ended: filters.ended })}
        />
      )}
      {lanes.length > 0 && <LaneList lanes={lanes} total={first?.total ?? lanes.length} />}
      {hasNextPage && <MoreLanes shown={lanes.length} total={first?.total ?? 0} loading={isFetchingNextPage} onMore={more} />}
    </div>
  );
}
