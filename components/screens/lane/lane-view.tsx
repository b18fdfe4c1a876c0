"use client";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { leadingMark } from "#components/lane/lane-marks.ts";
import { useTitle } from "#components/shell/use-title.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { ActionBar } from "./action-bar.tsx";
import { isChange, type LaneAction } from "./advice.ts";
import { AdvicePanel } from "./advice-panel.tsx";
import { AlertsCard } from "./alerts-card.tsx";
import { CommandPin } from "./command-pin.tsx";
import { DegradedCard } from "./degraded-card.tsx";
import { Evidence } from "./evidence.tsx";
import { Head } from "./head.tsx";
import { LaneSheets } from "./lane-sheets.tsx";
import { LANE_TABS, LaneTabs } from "./lane-tabs.tsx";
import { Neighbours } from "./neighbours.tsx";
import { useSheet } from "./use-sheet.ts";
import { laneTitle } from "./view-model.ts";

const ANCHORS: Partial<Record<LaneAction, string>> = { evidence: "evidence", scopes: "details", server: "details" };

export function LaneView({ lane }: { lane: LaneDetail }) {
  const [sheet, setSheet] = useSheet();
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(LANE_TABS).withDefault("timeline"));
  useTitle(laneTitle(lane, leadingMark(lane).word));
  const act = (action: LaneAction) => {
    if (isChange(action)) return setSheet(action);
    if (action === "scopes" || action === "server") setTab(action === "scopes" ? "scopes" : "replicas");
    document.getElementById(ANCHORS[action] ?? "")?.scrollIntoView({ block: "center" });
  };
  return (
    <div className="grid grid-cols-1 gap-5 pb-16 lg:pb-0">
      <Head lane={lane}>
        <ActionBar lane={lane} onAction={act} />
      </Head>
      <CommandPin lane={lane} />
      <div className="grid grid-cols-1 items-start gap-5 xl:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="grid min-w-0 grid-cols-1 gap-5">
          <AdvicePanel lane={lane} onAction={act} />
          <LaneTabs lane={lane} tab={tab} onTab={setTab} onAction={act} />
        </div>
        <aside className="grid min-w-0 grid-cols-1 gap-5">
          <Evidence lane={lane} onAction={act} />
          <AlertsCard alerts={lane.alerts} />
          <DegradedCard windows={lane.degraded} />
          <Card aria-labelledby="neighbours">
            <CardHeader title="Neighbours" titleId="neighbours" />
            <Neighbours lane={lane} />
          </Card>
        </aside>
      </div>
      <LaneSheets lane={lane} open={sheet} onClose={() => setSheet(null)} />
    </div>
  );
}
