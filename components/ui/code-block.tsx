import { CopyButton } from "./copy-button.tsx";

interface CodeBlockProps {
  code: string;
  /** What the copy button copies: "command", "snippet". */
  what: string;
}

export function CodeBlock({ code, what }: CodeBlockProps) {
  return (
    <div className="relative rounded-control border border-line bg-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="max-h-[26rem] overflow-auto p-3 pr-28 font-mono text-[12.5px] leading-relaxed">
        <code>{code}</code>
      </pre>
      <CopyButton text={code} what={what} className="absolute top-2 right-2" />
    </div>
  );
}
