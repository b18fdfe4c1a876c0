import { expect, test } from "vitest";
import { describeTransition } from "#lib/domain/audit/describe-transition.ts";

type Shown = Parameters<typeof describeTransition>[1];
const shown = (given: Partial<Shown> = {}): Shown => ({
  health: "healthy",
  control: "active",
  freshness: "live",
  served: { number: 3 },
  ...given,
});

test.each<[sentence: string, before: Shown | null, after: Shown, cause: "event" | "clock" | "operator"]>([
  ["Health healthy → refresh failing by a report", shown(), shown({ health: "refresh_failing" }), "event"],
  ["Health expiring → expired by the clock", shown({ health: "expiring" }), shown({ health: "expired" }), "clock"],
  [
    "Health healthy → unknown, freshness live → silent by the clock",
    shown(),
    shown({ health: null, freshness: "silent" }),
    "clock",
  ],
  ["Freshness never reported → live by a report", shown({ freshness: "never_reported" }), shown(), "event"],
  ["Control active → paused by an operator", shown(), shown({ control: "paused" }), "operator"],
  ["Generation 3 → 4 by a report", shown(), shown({ served: { number: 4 } }), "event"],
  ["Health healthy by a report", null, shown(), "event"],
  ["Health unknown by a report", null, shown({ health: null, served: null }), "event"],
  ["Conditions changed by a report", shown(), shown(), "event"],
  ["Conditions changed by a report", shown({ served: null }), shown(), "event"],
  [
    "Revoked inferred → confirmed by a report",
    shown({ findings: [{ condition: "revoked", certainty: "inferred" }] }),
    shown({ findings: [{ condition: "revoked", certainty: "confirmed" }] }),
    "event",
  ],
  [
    "Health expired → healthy by a report: was never out of service",
    shown({ health: "expired" }),
    shown({ remark: "never_out_of_service" }),
    "event",
  ],
])("%s", (sentence, before, after, cause) => expect(describeTransition(before, after, cause)).toBe(sentence));
