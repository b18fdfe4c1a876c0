import { TriangleAlert } from "lucide-react";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** A key in the only moment in which it can be seen. */
export function KeyOnce({ value }: { value: string }) {
  return (
    <div className="grid grid-cols-1 gap-2">
      <p className="flex items-start gap-2 text-sm">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
        <span>
          <strong className="font-semibold">Copy the key now.</strong> Only its hash is kept: it cannot be shown again.
        </span>
      </p>
      <div className="flex flex-wrap items-center gap-2 rounded-control border border-line bg-sunken p-2 pl-3">
        <code className="min-w-0 flex-1 basis-52 font-mono text-[13px] break-all">{value}</code>
        <CopyButton text={value} what="key" />
      </div>
    </div>
  );
}
