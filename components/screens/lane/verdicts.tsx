import Link from "next/link";
import { RoleGate } from "#components/api/role-gate.tsx";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { Time } from "#components/ui/time.tsx";
import { TONE_FILL } from "#components/ui/tone.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { LaneAction } from "./advice.ts";
import { overrulable, sharedText, verdictStory } from "./verdict-story.ts";

const TONE = { against: "contain", for: "ok", open: "neutral" } as const;

/** Who said that the credential is dead, who was asked about it, what was found, and what may be done about that. */
export function Verdicts({ lane, onAction }: { lane: LaneDetail; onAction(action: LaneAction): void }) {
  const story = verdictStory(lane);
  if (story.length === 0) return null;
  const shared = sharedText(lane);
  return (
    <section aria-labelledby="verdicts" className="grid gap-3 border-t border-line px-4 py-3">
      <h3 id="verdicts" className="text-sm font-medium">
        Who says so
      </h3>
      <ol className="grid gap-2.5">
        {story.map(({ key, at, who, what, tone }) => (
          <li key={key} className="grid grid-cols-[0.75rem_1fr] gap-x-2 text-sm">
            <span aria-hidden className={cx("mt-1.5 size-2 rounded-full", TONE_FILL[TONE[tone]])} />
            <span className="min-w-0 wrap-anywhere">
              <span className="font-medium">{who}</span> {what}
              <span className="block text-[13px] text-muted">
                <Time at={at} />
              </span>
            </span>
          </li>
        ))}
      </ol>
      {shared && (
        <p className="text-sm text-muted">
          {shared}:{" "}
          {lane.blast_radius.shared_fingerprint.map(({ id, name, server }, index) => (
            <span key={id}>
              {index > 0 && ", "}
              <Link href={`/lanes/${id}`} className="underline">
                {server} / {name}
              </Link>
            </span>
          ))}
        </p>
      )}
      <RoleGate needs="operator">
        {(allowed) => (
          <div className="flex flex-wrap gap-2">
            <Button size="small" disabled={!allowed} onClick={() => onAction("probe")}>
              Probe…
            </Button>
            {overrulable(lane).length > 0 && (
              <Button size="small" disabled={!allowed} onClick={() => onAction("overrule")}>
                Overrule…
              </Button>
            )}
          </div>
        )}
      </RoleGate>
    </section>
  );
}
