import { Card } from "#components/ui/card.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { LaneAction } from "./advice.ts";
import { CallsTab } from "./calls-tab.tsx";
import { Generations } from "./generations.tsx";
import { PolicyTab } from "./policy/policy-tab.tsx";
import { Replicas } from "./replicas.tsx";
import { Scopes } from "./scopes.tsx";
import { TimelineTab } from "./timeline-tab.tsx";

export const LANE_TABS = ["timeline", "versions", "replicas", "scopes", "calls", "policy"] as const;
export type LaneTab = (typeof LANE_TABS)[number];

interface LaneTabsProps {
  lane: LaneDetail;
  tab: LaneTab;
  onTab(tab: LaneTab): void;
  onAction(action: LaneAction): void;
}

/** The lane seen from every side; which one is part of the address. */
export function LaneTabs({ lane, tab, onTab, onAction }: LaneTabsProps) {
  const choose = (value: string) => onTab(LANE_TABS.find((known) => known === value) ?? "timeline");
  const missing = lane.scopes?.missing.length ?? 0;
  return (
    <div id="details">
      <Tabs
        label="Parts of the lane"
        value={tab}
        onValueChange={choose}
        items={[
          { value: "timeline", label: "Timeline", content: <TimelineTab lane={lane} /> },
          {
            value: "versions",
            label: `Generations ${lane.generations.length}`,
            content: (
              <Card>
                <Generations lane={lane} />
              </Card>
            ),
          },
          {
            value: "replicas",
            label: lane.behind
              ? `Replicas ${lane.replicas.length} · ${lane.behind.replicas} behind`
              : `Replicas ${lane.replicas.length}`,
            content: (
              <Card>
                <Replicas replicas={lane.replicas} />
              </Card>
            ),
          },
          {
            value: "scopes",
            label: missing > 0 ? `Scopes −${missing}` : "Scopes",
            content: (
              <Card>
                <Scopes lane={lane} />
              </Card>
            ),
          },
          { value: "calls", label: "Calls", content: <CallsTab lane={lane} /> },
          { value: "policy", label: "Policy", content: <PolicyTab lane={lane} onAction={onAction} /> },
        ]}
      />
    </div>
  );
}
