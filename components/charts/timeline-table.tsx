import { formatClockSeconds, formatDay } from "#components/ui/format-instant.ts";
import { Table, TableCell, TableHead, TableRow } from "#components/ui/table.tsx";
import type { TimelineInput } from "./timeline-input.ts";
import { markLook } from "./timeline-marks.ts";
import { timelineLines } from "./timeline-text.ts";

/** The picture as tables, for whoever reads better than looks. */
export function TimelineTable({ input, nowMs }: { input: TimelineInput; nowMs: number }) {
  const marks = input.entries.filter((entry) => markLook(entry) !== null);
  return (
    <div className="grid gap-4">
      <Table aria-label="Bars and periods of the timeline">
        <thead>
          <tr>
            <TableHead>What</TableHead>
            <TableHead>Times</TableHead>
          </tr>
        </thead>
        <tbody>
          {timelineLines(input, nowMs).map((line) => (
            <TableRow key={line.key}>
              <TableCell className="font-medium">{line.what}</TableCell>
              <TableCell className="text-muted">{line.facts}</TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
      <Table aria-label="Marks of the timeline">
        <thead>
          <tr>
            <TableHead>When (UTC)</TableHead>
            <TableHead>Mark</TableHead>
          </tr>
        </thead>
        <tbody>
          {marks.map((entry) => (
            <TableRow key={entry.id}>
              <TableCell className="whitespace-nowrap text-muted">
                {formatDay(Date.parse(entry.at))} {formatClockSeconds(Date.parse(entry.at))}
              </TableCell>
              <TableCell>{entry.summary}</TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
