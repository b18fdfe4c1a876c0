"use client";
import { Card } from "#components/ui/card.tsx";
import { Table, TableHead } from "#components/ui/table.tsx";
import type { LaneSummary } from "#lib/contract/lane.ts";
import { LaneCard } from "./lane-card.tsx";
import { LaneRow } from "./lane-row.tsx";

/** The name gets the room that the marks leave: it is what one looks for. */
const COLUMNS = [
  { heading: "State", width: "w-56 xl:w-72" },
  { heading: "Lane", width: "w-2/5" },
  { heading: "Ends", width: "" },
  { heading: "Last report", width: "" },
  { heading: "Server", width: "" },
  { heading: "Owner", width: "" },
] as const;

interface LaneListProps {
  lanes: LaneSummary[];
  /** How many there are in all, loaded or not. */
  total: number;
}

/** The lanes as a table on a desktop and as cards on a phone. */
export function LaneList({ lanes, total }: LaneListProps) {
  return (
    <Card>
      <div className="hidden lg:block">
        <Table aria-rowcount={total + 1} aria-label="Lanes">
          <thead>
            <tr aria-rowindex={1}>
              {COLUMNS.map(({ heading, width }) => (
                <TableHead key={heading} className={width}>
                  {heading}
                </TableHead>
              ))}
            </tr>
          </thead>
          <tbody>
            {lanes.map((lane, index) => (
              <LaneRow key={lane.id} lane={lane} position={index + 1} />
            ))}
          </tbody>
        </Table>
      </div>
      <ul className="divide-y divide-line lg:hidden">
        {lanes.map((lane) => (
          <LaneCard key={lane.id} lane={lane} />
        ))}
      </ul>
    </Card>
  );
}
