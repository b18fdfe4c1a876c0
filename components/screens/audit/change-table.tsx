import { Table, TableCell, TableHead, TableRow } from "#components/ui/table.tsx";
import type { Change } from "./changes.ts";

/** What an entry holds, field by field: before and after where it changed something, else what it tells. */
export function ChangeTable({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return null;
  const isChange = changes.some(({ before }) => before !== null);
  return (
    <div className="mt-4 rounded-card border border-line">
      <Table aria-label={isChange ? "Before and after" : "What it tells"}>
        <thead>
          <tr>
            <TableHead>Field</TableHead>
            {isChange && <TableHead>Before</TableHead>}
            <TableHead>{isChange ? "After" : "Value"}</TableHead>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, before, after }) => (
            <TableRow key={field}>
              <TableCell className="align-baseline">{field}</TableCell>
              {isChange && <Value muted>{before}</Value>}
              <Value muted={before === after}>{after}</Value>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Value({ muted, children }: { muted: boolean; children: string | null }) {
  return (
    <TableCell className={`align-baseline font-mono text-[13px] wrap-anywhere ${muted ? "text-muted" : ""}`}>
      {children ?? "—"}
    </TableCell>
  );
}
