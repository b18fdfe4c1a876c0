import { laterExpiry } from "../clock/instant.ts";
import { CERTAINTIES } from "../vocabulary.ts";
import type { Fact, FactBody, GenerationFacts } from "./fact.ts";
import { compareText, latest } from "./stamp.ts";
import { type GenerationState, KEPT_VERDICTS, type Verdict } from "./state.ts";

/** Adds one fact to the generation it names. */
export function foldGeneration(generation: GenerationState, fact: Fact): GenerationState {
  const seen = { ...generation, firstSeenAt: Math.min(generation.firstSeenAt, fact.stamp.at) };
  const { body } = fact;
  switch (body.type) {
    case "loaded":
      return { ...learn(seen, teller(fact), body), loaded: true };
    case "proposed":
      return learn(seen, teller(fact), body);
    case "dead":
      return { ...seen, [body.verdict]: addVerdict(seen[body.verdict], verdictOf(fact, body)) };
    case "retired":
      return { ...seen, retired: earlierRetirement(seen.retired, { at: fact.stamp.at, retirement: body.retirement }) };
    case "overruled":
      return { ...seen, overruled: [...new Set([...seen.overruled, ...body.verdictIds])].sort(compareText) };
    case "expiry_entered":
      return { ...seen, entered: latest(seen.entered, { expiresAt: body.expiresAt, stamp: fact.stamp }) };
    default:
      return seen;
  }
}

/** Event ids are unique per source only. */
const teller = ({ stamp, boot }: Fact): string => `${stamp.id}@${boot ?? ""}`;

function learn(generation: GenerationState, id: string, facts: GenerationFacts): GenerationState {
  const { issuedAt, scopes, store, expiresAt, expiresSource } = facts;
  const told = !generation.told || compareText(id, generation.told.id) > 0 ? { id, issuedAt, scopes, store } : generation.told;
  if (expiresAt === undefined) return { ...generation, told };
  const known = generation.expiries[expiresSource];
  const merged = known === undefined ? expiresAt : laterExpiry(known, expiresAt);
  return { ...generation, told, expiries: { ...generation.expiries, [expiresSource]: merged } };
}

function verdictOf({ stamp, boot }: Fact, { certainty, reason, evidence }: Extract<FactBody, { type: "dead" }>): Verdict {
  return { id: stamp.id, at: stamp.at, boot, certainty, reason, evidence };
}

function addVerdict(held: readonly Verdict[], offered: Verdict): readonly Verdict[] {
  if (held.some((verdict) => verdict.id === offered.id && verdict.boot === offered.boot)) return held;
  return [...held, offered].sort(compareVerdicts).slice(0, KEPT_VERDICTS);
}

/** Strongest first, then earliest; id and boot only settle ties. */
function compareVerdicts(a: Verdict, b: Verdict): number {
  return (
    CERTAINTIES.indexOf(b.certainty) - CERTAINTIES.indexOf(a.certainty) ||
    a.at - b.at ||
    compareText(a.id, b.id) ||
    compareText(a.boot ?? "", b.boot ?? "")
  );
}

type Retirement = NonNullable<GenerationState["retired"]>;

function earlierRetirement(held: Retirement | null, offered: Retirement): Retirement {
  if (!held) return offered;
  const order = offered.at - held.at || compareText(offered.retirement, held.retirement);
  return order < 0 ? offered : held;
}
