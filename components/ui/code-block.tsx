import { CopyButton } from "./copy-button.tsx";

interface CodeBlockProps {
  code: string;
  /** What the copy button copies: "command", "snippet". */
  what: string;
}

export function CodeBlock({ code, what }: CodeBlockProps) {
  return (
    <div className="rounded-control border border-line bg-sunken">
      <div className="flex justify-end border-b border-line p-1.5">
        <CopyButton text={code} what={what} variant="ghost" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="max-h-[36rem] overflow-auto p-3 font-mono text-[12.5px] leading-relaxed">
        <code>{code}</code>
      </pre>
    </div>
  );
}
