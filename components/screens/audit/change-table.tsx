import { Table, TableCell, TableHead, TableRow } from "#components/ui/table.tsx";
import type { Change } from "./changes.ts";

/** Before and after, field by field; nothing where the entry changed nothing. */
export function ChangeTable({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return null;
  return (
    <div className="mt-4 rounded-card border border-line">
      <Table aria-label="Before and after">
        <thead>
          <tr>
            <TableHead>Field</TableHead>
            <TableHead>Before</TableHead>
            <TableHead>After</TableHead>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, before, after }) => (
            <TableRow key={field}>
              <TableCell>{field.replaceAll("_", " ")}</TableCell>
              <TableCell className="font-mono text-[13px] text-muted wrap-anywhere">{before ?? "—"}</TableCell>
              <TableCell className="font-mono text-[13px] wrap-anywhere">{after ?? "—"}</TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
