import { Badge } from "#components/ui/badge.tsx";
import { Table, TableCell, TableHead, TableRow } from "#components/ui/table.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { type ScopeRow, scopeRows } from "./scope-rows.ts";

const STATES: Record<ScopeRow["state"], { word: string; tone: Tone; effect: string }> = {
  missing: { word: "Missing", tone: "warn", effect: "refused" },
  extra: { word: "Not needed", tone: "crit", effect: "no tool needs it" },
  granted: { word: "Granted", tone: "ok", effect: "" },
};

/** Needed against granted, and exactly which tools are refused for want of a scope. */
export function Scopes({ lane }: { lane: LaneDetail }) {
  const rows = scopeRows(lane);
  if (rows.length === 0) return <p className="p-4 text-sm text-muted">The lane has not declared which scopes its tools need.</p>;
  return (
    <Table aria-label="Scopes">
      <thead>
        <tr>
          <TableHead>Scope</TableHead>
          <TableHead>State</TableHead>
          <TableHead>Tools</TableHead>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ scope, state, tools }) => (
          <TableRow key={scope}>
            <TableCell className="font-mono text-[13px] wrap-anywhere">{scope}</TableCell>
            <TableCell>
              <Badge tone={STATES[state].tone}>{STATES[state].word}</Badge>
            </TableCell>
            <TableCell className="wrap-anywhere">
              {tools.join(", ")} <span className="text-muted">{STATES[state].effect}</span>
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}
