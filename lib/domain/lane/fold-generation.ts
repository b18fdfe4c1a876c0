import { laterExpiry } from "../clock/instant.ts";
import { type Fact, type FactBody, type GenerationFacts, idOf } from "./fact.ts";
import { compareText, latest } from "./stamp.ts";
import type { GenerationState, Told, Verdict } from "./state.ts";
import { addVerdict } from "./verdict.ts";

/** Adds one fact to the generation it names. */
export function foldGeneration(generation: GenerationState, fact: Fact): GenerationState {
  const { body } = fact;
  // What was said on another lane tells nothing of when this one saw it first.
  const isCarried = body.type === "dead" && body.origin !== undefined;
  const seen = isCarried ? generation : { ...generation, firstSeenAt: Math.min(generation.firstSeenAt, fact.stamp.at) };
  switch (body.type) {
    case "loaded":
      return { ...learn(seen, idOf(fact), body), loaded: true, ...(fact.workstation ? {} : { loadedByService: true }) };
    case "proposed":
      return learn(seen, idOf(fact), body);
    case "dead":
      return { ...seen, [body.verdict]: addVerdict(seen[body.verdict], verdictOf(fact, body)) };
    case "retired":
      if (fact.workstation) return seen;
      return { ...seen, retired: earlierRetirement(seen.retired, { at: fact.stamp.at, retirement: body.retirement }) };
    case "overruled":
      return { ...seen, overruled: [...new Set([...seen.overruled, ...body.verdictIds])].sort(compareText) };
    case "expiry_entered":
      return { ...seen, entered: latest(seen.entered, { expiresAt: body.expiresAt, stamp: fact.stamp }) };
    default:
      return seen;
  }
}

function learn(generation: GenerationState, id: string, facts: GenerationFacts): GenerationState {
  const { issuedAt, scopes, store, expiresAt, expiresSource } = facts;
  const { told } = generation;
  const learnt = {
    ...generation,
    told: {
      issuedAt: greatest(told.issuedAt, id, issuedAt),
      scopes: greatest(told.scopes, id, scopes),
      store: greatest(told.store, id, store),
    },
  };
  if (expiresAt === undefined) return learnt;
  const known = generation.expiries[expiresSource];
  const merged = known === undefined ? expiresAt : laterExpiry(known, expiresAt);
  return { ...learnt, expiries: { ...generation.expiries, [expiresSource]: merged } };
}

function greatest<T>(held: Told<T> | null, id: string, value: T | null): Told<T> | null {
  if (value === null) return held;
  return !held || compareText(id, held.id) > 0 ? { id, value } : held;
}

function verdictOf({ stamp, boot, workstation }: Fact, body: Extract<FactBody, { type: "dead" }>): Verdict {
  const { certainty, reason, evidence, origin } = body;
  const said = { id: stamp.id, at: stamp.at, boot, certainty, reason, evidence };
  return { ...said, ...(workstation ? { workstation } : {}), ...(origin === undefined ? {} : { origin }) };
}

type Retirement = NonNullable<GenerationState["retired"]>;

function earlierRetirement(held: Retirement | null, offered: Retirement): Retirement {
  if (!held) return offered;
  const order = offered.at - held.at || compareText(offered.retirement, held.retirement);
  return order < 0 ? offered : held;
}
