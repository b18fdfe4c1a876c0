import { type Fact, type GenerationRef, idOf } from "./fact.ts";
import { foldBoot } from "./fold-boot.ts";
import { foldGeneration } from "./fold-generation.ts";
import { isSuccess } from "./may-change-view.ts";
import { own } from "./own.ts";
import { latest } from "./stamp.ts";
import { emptyGeneration, generationKey, type LaneState, newBoot } from "./state.ts";

/**
 * Adds one fact. The result does not depend on the order of facts, and a fact added twice changes nothing:
 * sets only grow, registers keep the latest stamp of their own boot.
 */
export function fold(state: LaneState, fact: Fact): LaneState {
  return foldLane(foldIntoBoot(foldIntoGeneration(noteService(state, fact), fact), fact), fact);
}

export const foldAll = (state: LaneState, facts: readonly Fact[]): LaneState => facts.reduce(fold, state);

/** A call that went well tells nothing of a lane that is not known already. */
const noteService = (state: LaneState, { boot, workstation, body }: Fact): LaneState =>
  boot === null || workstation || state.services || isSuccess(body) ? state : { ...state, services: true };

function foldLane(state: LaneState, fact: Fact): LaneState {
  const { stamp, body } = fact;
  switch (body.type) {
    case "declared": {
      // A declaration is configuration of the lane, not of a boot: sequences of two boots do not compare, times decide.
      const register = { declaration: body.declaration, stamp: { ...stamp, sequence: null, id: idOf(fact) } };
      return { ...state, declared: latest(state.declared, register) };
    }
    case "lane_retired":
      return fact.workstation ? state : { ...state, retiredAt: Math.min(state.retiredAt ?? stamp.at, stamp.at) };
    case "scopes_accepted":
      return { ...state, acceptedScopes: latest(state.acceptedScopes, { scopes: body.scopes, stamp }) };
    default:
      return state;
  }
}

function foldIntoGeneration(state: LaneState, fact: Fact): LaneState {
  const ref = generationOf(fact);
  if (!ref) return state;
  const key = generationKey(ref);
  const held = state.generations[key] ?? emptyGeneration(ref, fact.stamp.at);
  return { ...state, generations: { ...state.generations, [key]: foldGeneration(held, fact) } };
}

function foldIntoBoot(state: LaneState, fact: Fact): LaneState {
  if (fact.boot === null) return state;
  const held = own(state.boots, fact.boot) ?? newBoot(fact.workstation);
  const next = foldBoot(held, fact);
  return next === held ? state : { ...state, boots: { ...state.boots, [fact.boot]: next } };
}

/** The generation whose own row a fact concerns; a refused lease concerns only the boot that holds it. */
function generationOf({ body }: Fact): GenerationRef | null {
  switch (body.type) {
    case "loaded":
    case "proposed":
    case "retired":
    case "overruled":
    case "expiry_entered":
      return body.generation;
    case "dead":
      return body.lease ? null : body.generation;
    default:
      return null;
  }
}
