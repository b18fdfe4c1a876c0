"use client";
import { useState } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { serverNowMs } from "#components/ui/server-clock.ts";
import { Tabs } from "#components/ui/tabs.tsx";
import { type ConnectInput, curlSnippet, installSnippet, typescriptSnippet } from "./connect-snippets.ts";

/** The five-minute way in: one curl to see a lane appear, then the SDK. */
export function Connect(props: Omit<ConnectInput, "nowMs">) {
  const [tab, setTab] = useState("curl");
  const [nowMs] = useState(serverNowMs);
  const input = { ...props, nowMs };
  const curl = (
    <div className="grid grid-cols-1 gap-2">
      <p className="text-sm text-muted">
        Puts a lane named <code className="font-mono text-[0.92em]">first-lane</code> on the overview, which ends in an hour.
        Nothing keeps reporting after it, so the lane falls silent: that is what a dead server looks like.
      </p>
      <CodeBlock code={curlSnippet(input)} what="command" />
    </div>
  );
  const typescript = (
    <div className="grid grid-cols-1 gap-2">
      <p className="text-sm text-muted">
        Loads the credential, gates the tools, reports and obeys pause and rotate. The key is read from{" "}
        <code className="font-mono text-[0.92em]">LANEKEEPER_KEY</code>;{" "}
        <code className="font-mono text-[0.92em]">node server.mts</code> runs the snippet as it stands.
      </p>
      <CodeBlock code={installSnippet(input)} what="command" />
      <CodeBlock code={typescriptSnippet(input)} what="snippet" />
    </div>
  );
  return (
    <Tabs
      label="Ways to connect"
      value={tab}
      onValueChange={setTab}
      items={[
        { value: "curl", label: "curl", content: curl },
        { value: "typescript", label: "TypeScript", content: typescript },
      ]}
    />
  );
}
