"use client";
import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";

interface MoreLanesProps {
  shown: number;
  total: number;
  loading: boolean;
  onMore(): void;
}

/** Fetches the next page as the end of the list comes near; the button serves those who do not scroll. */
export function MoreLanes({ shown, total, loading, onMore }: MoreLanesProps) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current || loading) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), { rootMargin: "600px" });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [loading, onMore]);
  return (
    <div ref={end} className="flex items-center justify-center gap-3 py-2 text-sm text-muted">
      {shown} of {total}
      <Button size="small" disabled={loading} onClick={onMore}>
        {loading ? "Reading…" : "Show more"}
      </Button>
    </div>
  );
}
