/** A long identifier with its middle left out; the whole of it is its title and its accessible text. */
export function MiddleEllipsis({ value, keep = 6 }: { value: string; keep?: number }) {
  const short = value.length > keep * 2 + 1 ? `${value.slice(0, keep)}…${value.slice(-keep)}` : value;
  return (
    <span title={value} className="font-mono text-[0.92em] whitespace-nowrap">
      <span aria-hidden>{short}</span>
      <span className="sr-only">{value}</span>
    </span>
  );
}
