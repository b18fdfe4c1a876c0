"use client";
import { useEffect } from "react";
import { useSummary } from "#components/api/use-summary.ts";
import { SEVERITY_TONES } from "#components/ui/condition-marks.ts";
import type { Tone } from "#components/ui/tone.ts";
import { SEVERITIES } from "#lib/domain/vocabulary.ts";

/** Carries the worst open alert into the tab's icon, for whoever has the console in the background. */
export function FaviconTone() {
  const open = useSummary().data?.open_alerts;
  const worst = SEVERITIES.find((severity) => (open?.[severity] ?? 0) > 0);
  const tone: Tone = worst ? SEVERITY_TONES[worst] : "ok";
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>("link[rel='icon']");
    if (icon && open) icon.href = `/icons/${tone}.svg`;
  }, [tone, open]);
  return null;
}
