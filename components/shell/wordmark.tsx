/** Two lanes, one of them held: the mark and the name. */
export function Wordmark() {
  return (
    <span className="flex items-center gap-2 text-[15px] font-semibold tracking-tight">
      <svg aria-hidden="true" viewBox="0 0 20 20" className="size-5">
        <rect x="3" y="2" width="5" height="16" rx="2.5" fill="currentColor" />
        <rect x="12" y="2" width="5" height="6" rx="2.5" className="fill-ok" />
        <rect x="12" y="12" width="5" height="6" rx="2.5" className="fill-ok" />
      </svg>
      Lanekeeper
    </span>
  );
}
