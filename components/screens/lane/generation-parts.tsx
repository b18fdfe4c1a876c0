import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ACCORD_MARKS } from "#components/ui/condition-marks.ts";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import { MiddleEllipsis } from "#components/ui/middle-ellipsis.tsx";
import { Time } from "#components/ui/time.tsx";
import type { GenerationView } from "#lib/contract/lane-parts.ts";
import { EXPIRY_SOURCE_WORDS, GENERATION_WORDS, retirementStory } from "./generation-story.ts";

interface PartProps {
  generation: GenerationView;
}

/** Number and fingerprint, and whether another credential goes by the same number. */
export function GenerationName({ generation: { number, fingerprint, split } }: PartProps) {
  return (
    <>
      <span className="font-medium">v{number}</span>{" "}
      <span className="text-muted">
        <MiddleEllipsis value={fingerprint} keep={4} />
      </span>
      {split && (
        <span className="mt-1 block">
          <MarkBadge mark={ACCORD_MARKS.split} />
        </span>
      )}
    </>
  );
}

interface GenerationStateProps extends PartProps {
  /** Null where its end cannot be attested. */
  onAttest: (() => void) | null;
}

export function GenerationState({ generation, onAttest }: GenerationStateProps) {
  const { word, tone } = GENERATION_WORDS[generation.state];
  return (
    <>
      <Badge tone={tone}>{word}</Badge>
      <span className="mt-0.5 block text-[13px] text-muted">{retirementStory(generation)}</span>
      {onAttest && (
        <Button size="small" className="mt-1.5" onClick={onAttest}>
          Attest its end…
        </Button>
      )}
    </>
  );
}

export function GenerationIssue({ generation: { issued_at, first_seen_at } }: PartProps) {
  return (
    <>
      <Time at={issued_at ?? first_seen_at} show="stacked" />
      {issued_at === null && <span className="block text-[13px] text-muted">first seen</span>}
    </>
  );
}

/** When it ends, and who says so. */
export function GenerationEnd({ generation: { expires_at, expires_source } }: PartProps) {
  return (
    <>
      {expires_at === null ? (
        <span className="text-muted">not known</span>
      ) : expires_at === "never" ? (
        "never"
      ) : (
        <Time at={expires_at} show="stacked" />
      )}
      {expires_source && <span className="block text-[13px] text-muted">{EXPIRY_SOURCE_WORDS[expires_source]}</span>}
    </>
  );
}

export function GenerationStore({ generation: { store } }: PartProps) {
  return (
    <span className="block min-w-28 text-[13px] wrap-anywhere">
      {store?.reference ?? store?.type ?? "not told"}
      {store?.version && <span className="text-muted"> v{store.version}</span>}
    </span>
  );
}
