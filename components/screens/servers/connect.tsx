"use client";
import { type ReactNode, useState } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { serverNowMs } from "#components/ui/server-clock.ts";
import { Tabs } from "#components/ui/tabs.tsx";
import {
  type ConnectInput,
  curlSnippet,
  sdkInstallSnippet,
  sdkSnippet,
  wrapperInstallSnippet,
  wrapperSnippet,
  wrapSnippet,
} from "./connect-snippets.ts";
import type { Installation } from "./installation.ts";

interface ConnectProps {
  installation: Installation;
  /** Slug of the server. */
  server: string;
  /** The key while it can be shown, else null. */
  secret: string | null;
}

/** The ways in: the SDK, a wrapper around a server in any language, or one curl to see a lane appear. */
export function Connect({ installation, ...server }: ConnectProps) {
  const [tab, setTab] = useState("sdk");
  const [nowMs] = useState(serverNowMs);
  const input: ConnectInput = { ...installation, ...server, nowMs };
  return (
    <Tabs
      label="Ways to connect"
      value={tab}
      onValueChange={setTab}
      items={[
        { value: "sdk", label: "SDK", content: <SdkWay input={input} /> },
        { value: "wrapper", label: "Wrapper", content: <WrapperWay input={input} /> },
        { value: "curl", label: "curl", content: <CurlWay input={input} /> },
      ]}
    />
  );
}

function SdkWay({ input }: { input: ConnectInput }) {
  return (
    <Way says="For servers in TypeScript or JavaScript: loads the credential, gates the tools, reports, and obeys pause and rotate.">
      <CodeBlock code={sdkInstallSnippet(input)} what="commands" />
      <Digest sdk={input.sdk} />
      <p className="text-sm text-muted">
        Save this as <Code>server.mts</Code>; <Code>node server.mts</Code> runs it as it stands.
      </p>
      <CodeBlock code={sdkSnippet(input)} what="snippet" />
    </Way>
  );
}

function WrapperWay({ input }: { input: ConnectInput }) {
  return (
    <Way says="For a server that you cannot or do not want to change, in any language: it gets the credential in its environment, and a new one by a warm hand-over.">
      <CodeBlock code={wrapperInstallSnippet(input)} what="commands" />
      <Digest sdk={input.sdk} />
      <p className="text-sm text-muted">
        Save this as <Code>lanekeeper.yaml</Code>:
      </p>
      <CodeBlock code={wrapperSnippet(input)} what="configuration" />
      <p className="text-sm text-muted">Then let your MCP client start this in place of the server:</p>
      <CodeBlock code={wrapSnippet()} what="command" />
    </Way>
  );
}

function CurlWay({ input }: { input: ConnectInput }) {
  return (
    <Way says="Puts a lane named first-lane on the overview, which ends in an hour. Nothing keeps reporting after it, so the lane falls silent: that is what a dead server looks like.">
      <CodeBlock code={curlSnippet(input)} what="command" />
    </Way>
  );
}

function Way({ says, children }: { says: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-2">
      <p className="text-sm text-muted">{says}</p>
      {children}
    </div>
  );
}

/** What the downloaded file must hash to. */
function Digest({ sdk }: Pick<Installation, "sdk">) {
  if (sdk === null) return null;
  return (
    <p className="text-[13px] text-muted">
      sha256 of the package: <Code>{sdk.sha256}</Code>
    </p>
  );
}

function Code({ children }: { children: ReactNode }) {
  return <code className="break-all font-mono text-[0.92em]">{children}</code>;
}
